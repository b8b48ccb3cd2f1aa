import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readCsv } from './csv.ts';

const streamOf = (parts: readonly string[]): Readable =>
  Readable.from(parts.map((part) => Buffer.from(part))).setEncoding('utf8');

/** The same rows, whether the text comes whole or sign by sign. */
async function read(text: string): Promise<Array<readonly [line: number, nick: unknown]>> {
  const outcomes = await Promise.all(
    [[text], [...text]].map(async (parts) => {
      const rows: Array<readonly [number, unknown]> = [];
      for await (const { line, values, problem } of readCsv(streamOf(parts), {
        share: () => 0,
        nothing: ['NULL', '\\N'],
      })) {
        rows.push([line, values?.nick ?? problem]);
      }
      return rows;
    }),
  );
  assert.deepEqual(outcomes[0], outcomes[1]);
  return outcomes[0] ?? [];
}

test('CSV: the first line tells the separator, and the others of them are texts', async () => {
  assert.deepEqual(await read('id,nick\n1,a;b|c\td\n'), [[2, 'a;b|c\td']]);
  assert.deepEqual(await read('\ufeff"i,d";nick\r\n1;a,b\r\n'), [[2, 'a,b']]);
  assert.deepEqual(await read('id\tnick\n1\ta|b\n'), [[2, 'a|b']]);
  assert.deepEqual(await read('nick\na,b\n'), [[2, 'it has 2 fields, and the header 1']]);
  assert.deepEqual(await read(''), []);
});

test('CSV: rows are told with the line where they begin, behind empty lines and line ends of any kind in quotes', async () => {
  const text = 'id,nick\r\n\r\n1,"a\r\n\r\nb"\r\n2,"c\nd"\r\n\r\n3\r\n4,e\r\n';
  assert.deepEqual(await read(text), [
    [3, 'a\r\n\r\nb'],
    [6, 'c\nd'],
    [9, 'it has 1 fields, and the header 2'],
    [10, 'e'],
  ]);
});

test('CSV: a quote within a field costs its own row alone', async () => {
  const problem = 'a quote stands in a field that does not begin with one';
  const rows = await read('id,nick\n1,a\n2,b"c"\n3,d"\n4,"e""f"\n');
  assert.deepEqual(
    new Map(rows),
    new Map<number, unknown>([
      [2, 'a'],
      [3, problem],
      [4, problem],
      [5, 'e"f'],
    ]),
  );
});

test('CSV: quotes that end nowhere are told with the line where they begin', async () => {
  await assert.rejects(read('id,nick\n1,a\n2,"b\n3,c\n4,d\n'), { message: /begins at line 3 does not end/ });
  await assert.rejects(read('id,nick\n1,a\n2,"b" c\n3,d\n'), { message: /^line 3: a field goes on behind its quote/ });
});

test('CSV: what exports write for nothing is nothing, and in quotes it is a text', async () => {
  const rows = await read('id,nick\n1,NULL\n2,\\N\n3,"NULL"\n4,Null\n');
  assert.deepEqual(
    rows.map(([, nick]) => nick),
    ['', '', 'NULL', 'Null'],
  );
});
