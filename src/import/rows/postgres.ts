import { addAbortSignal, type Readable } from 'node:stream';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readCsv } from './csv.ts';
import type { SourceRow, SourceRows } from './source-row.ts';

/** Rows that a query to PostgreSQL answers, read in a transaction that cannot write and never held in memory together. */
export function readPostgresRows(url: string, query: string, stopping: AbortSignal): SourceRows {
  return {
    share: () => undefined,
    async *[Symbol.asyncIterator]() {
      const client = new Client({ connectionString: url, application_name: 'portico import' });
      await client.connect();
      try {
        await client.query('begin transaction isolation level repeatable read read only');
        const answer = client.query(
          // A comment may end the query.
          copyTo(`copy (${query}\n) to stdout with (format csv, header)`),
        ) as unknown as Readable;
        const text = addAbortSignal(stopping, answer.setEncoding('utf8'));
        const rows = readCsv(text, { separator: ',', share: () => undefined });
        yield* numbered(rows);
      } finally {
        await client.end();
      }
    },
  };
}

/** Which one of the answer it is: of a text that nobody sees, lines tell nothing. */
async function* numbered(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  let line = 0;
  for await (const row of rows) {
    line += 1;
    yield { ...row, line, values: row.values && withBytes(row.values) };
  }
}

const bytea = /^\\x((?:[0-9a-f]{2})+)$/;

/** `bytea` as bytes, whose text or hexadecimal is told as that of other databases. */
function withBytes(values: NonNullable<SourceRow['values']>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const hex = typeof value === 'string' ? bytea.exec(value)?.[1] : undefined;
      return [name, hex === undefined ? value : Buffer.from(hex, 'hex')];
    }),
  );
}
