import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfStatement } from './statement-name.ts';
import { readTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test('traces: a caller’s place is taken as W3C Trace Context writes it, sampled or not', () => {
  assert.deepEqual(readTraceparent(`00-${traceId}-${spanId}-01`), { traceId, spanId, traceFlags: 1 });
  assert.deepEqual(readTraceparent(`00-${traceId}-${spanId}-00`), { traceId, spanId, traceFlags: 0 });
  assert.deepEqual(readTraceparent(`01-${traceId}-${spanId}-03-more`), { traceId, spanId, traceFlags: 1 });
});

test('traces: what is no place in a trace is left alone', () => {
  const texts = [
    undefined,
    '',
    'x',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}`,
  ];
  for (const text of texts) assert.equal(readTraceparent(text), undefined, String(text));
});

test('traces: a statement is named by what it does and to which table, whatever it holds', () => {
  const table: Array<[sql: string, operation: string, about: string | undefined]> = [
    ['select "a" from "accounts" where "phone" = $1', 'select', 'accounts'],
    ['insert into "jobs" ("kind") values (?)', 'insert', 'jobs'],
    ['update sessions set ended_at = ?', 'update', 'sessions'],
    ['delete from "codes" where x = ?', 'delete', 'codes'],
    ['with found as (select 1 from limits) select * from found', 'select', 'limits'],
    ['pragma secret', 'statement', undefined],
    ["select 'phone 13800138000'", 'select', undefined],
  ];
  for (const [sql, operation, about] of table) assert.deepEqual(nameOfStatement(sql), { operation, table: about }, sql);
});
