import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { startPostgres } from '../../../test/support/postgres.ts';
import { openPostgresSession } from './postgres-session.ts';
import type { Row, TableShape } from './table-shapes.ts';

const postgres = await startPostgres({ after });

const table: TableShape = {
  name: 'copied',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'one', type: 'text' },
    { name: 'other', type: 'text' },
  ],
  key: ['id'],
  isNumbered: false,
  references: [],
};

const named = [
  '',
  '\\',
  '\\N',
  '\\.',
  '\\\\',
  'a\\',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\b\f\v',
  '\u0001\u001f\u007f',
  'null',
  'NULL',
  '"',
  "'",
  ',',
  '欧阳小月',
  '😀',
  '👩‍👩‍👧',
  '\u{10ffff}',
  '\ufffd',
  '\ufeff',
  '\u2028\u2029',
  'e\u0301',
  'é',
  ' leading and trailing ',
  '\\t',
  '\\x41',
  '\\101',
  '{}',
];

test('every text, null and whole number is in PostgreSQL what it was', async (t) => {
  const url = await postgres.createDatabase();
  const options = { url, tls: false, most: 1, mostWaiting: 1 } as const;
  const session = await openPostgresSession(options, new AbortController().signal);
  t.after(() => session.close());
  await session.query('create table copied (id bigint primary key, one text collate "C", other text collate "C")');

  async function assertCarried(texts: ReadonlyArray<string | null>): Promise<void> {
    const rows: Row[] = texts.map((text, index) => [index - 3, text, texts[texts.length - 1 - index] ?? null]);
    await session.copyIn(table, rows);
    const found = await session.query<Record<string, string | number | null>>('select * from copied order by id');
    assert.deepEqual(
      found.map(({ id, one, other }) => [id, one, other]),
      rows,
    );
    await session.query('truncate copied');
  }

  await assertCarried([...named, null, null]);
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map((any) => any.toWellFormed().replaceAll('\0', '\\0'));
  await fc.assert(fc.asyncProperty(fc.array(fc.option(text), { maxLength: 50 }), assertCarried), { numRuns: 200 });
  await session.copyIn(table, [
    [Number.MAX_SAFE_INTEGER, 'x'.repeat(3_000_000), null],
    [Number.MIN_SAFE_INTEGER, '', ''],
  ]);
  const found = await session.query('select id, length(one) as length from copied order by id');
  assert.deepEqual(found, [
    { id: Number.MIN_SAFE_INTEGER, length: 0 },
    { id: Number.MAX_SAFE_INTEGER, length: 3_000_000 },
  ]);
});
