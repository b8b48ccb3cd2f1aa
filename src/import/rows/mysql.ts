import { addAbortSignal } from 'node:stream';
import mysql, { type FieldPacket, type QueryOptions } from 'mysql2';
import { StartError } from '../../start/start-error.ts';
import type { SourceRows } from './source-row.ts';

const rowsAhead = 1_000;

type Values = Record<string, unknown>;

/** Rows that a query to MySQL or MariaDB answers, read in a transaction that cannot write and never held in memory together. */
export function readMysqlRows(url: string, query: string, stopping: AbortSignal): SourceRows {
  return {
    share: () => undefined,
    async *[Symbol.asyncIterator]() {
      // Times as they are written there, and numbers of any length.
      const connection = mysql.createConnection({
        uri: url,
        dateStrings: true,
        supportBigNumbers: true,
        bigNumberStrings: true,
      });
      try {
        await connection.promise().query('start transaction read only');
        const options: QueryOptions = { sql: query };
        const answer = connection.query(options);
        let fields: readonly FieldPacket[] = [];
        answer.on('fields', (told: readonly FieldPacket[]) => {
          fields = told;
        });
        let line = 0;
        const rows = addAbortSignal(stopping, answer.stream({ highWaterMark: rowsAhead }));
        for await (const values of rows as AsyncIterable<Values>) {
          if (line === 0) refuseTwins(fields);
          line += 1;
          yield { line, values: withBits(values, fields) };
        }
      } finally {
        connection.destroy();
      }
    },
  };
}

/** Of columns with one name, the driver keeps the last one, whosever id that is. */
function refuseTwins(fields: readonly FieldPacket[]): void {
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StartError(`two columns are called ${JSON.stringify(twice)}: name those that are meant in [query] sql`);
  }
}

/** BIT, which many back ends keep truths in, as the number that it is. */
function withBits(values: Values, fields: readonly FieldPacket[]): Values {
  for (const { name, columnType } of fields) {
    const value = values[name];
    if (columnType === mysql.Types.BIT && Buffer.isBuffer(value))
      values[name] = String(BigInt(`0x${value.toString('hex')}`));
  }
  return values;
}
