import { createConnection, type QueryOptions } from 'mysql2';
import type { SourceRows } from './source-row.ts';

const rowsAhead = 1_000;

/** Rows that a query to MySQL or MariaDB answers, read in a transaction that cannot write and never held in memory together. */
export function readMysqlRows(url: string, query: string): SourceRows {
  return {
    share: () => undefined,
    async *[Symbol.asyncIterator]() {
      // Times as they are written there, and numbers of any length.
      const connection = createConnection({
        uri: url,
        dateStrings: true,
        supportBigNumbers: true,
        bigNumberStrings: true,
      });
      try {
        await connection.promise().query('start transaction read only');
        const options: QueryOptions = { sql: query };
        const rows = connection.query(options).stream({ highWaterMark: rowsAhead });
        let line = 0;
        for await (const values of rows as AsyncIterable<Record<string, unknown>>) {
          line += 1;
          yield { line, values };
        }
      } finally {
        connection.destroy();
      }
    },
  };
}
