import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal128, Long, ObjectId, UUID } from 'mongodb';
import { textOf } from './source-row.ts';

const id = '5c7cb1d7e4b0a1b2c3d4e5f6';
const uuid = '5c7cb1d7-e4b0-41b2-83d4-e5f6a7b8c9d0';
const moment = '2019-03-03T21:06:07.000Z';

const told: ReadonlyArray<readonly [what: string, value: unknown, text: string]> = [
  ['an id of mongoexport', { $oid: id }, id],
  ['a time of mongoexport', { $date: moment }, moment],
  ['a canonical time of mongoexport', { $date: { $numberLong: '1551647167000' } }, moment],
  ['a number of mongoexport', { $numberLong: '13812345678' }, '13812345678'],
  ['bytes of mongoexport', { $binary: { base64: '/wA=', subType: '00' } }, 'ff00'],
  ['an id', new ObjectId(id), id],
  ['a UUID', new UUID(uuid), uuid],
  ['a long number', Long.fromString('1234567890123456789'), '1234567890123456789'],
  ['a decimal number', Decimal128.fromString('1.50'), '1.50'],
  ['a document', { a: 1, b: 2 }, '{"a":1,"b":2}'],
  ['no document', {}, '{}'],
];

for (const [what, value, text] of told) {
  test(`a column that has ${what} is told as text`, () => {
    assert.equal(textOf({ column: value }, 'column'), text);
    assert.equal(textOf({ nested: { column: value } }, 'nested.column'), text);
  });
}

test('a column leads into the extended JSON, too, where its name does', () => {
  assert.equal(textOf({ _id: { $oid: id } }, '_id.$oid'), id);
});
