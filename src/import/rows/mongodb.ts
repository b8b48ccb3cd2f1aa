import { MongoClient } from 'mongodb';
import type { DatabaseQuery } from '../mapping.ts';
import type { SourceRows } from './source-row.ts';

const connectMs = 10_000;
const rowsAhead = 1_000;

/** The documents of a collection, in portions. */
export function readMongodbRows(
  url: string,
  { collection = '', filter = {} }: DatabaseQuery,
  stopping: AbortSignal,
): SourceRows {
  return {
    share: () => undefined,
    async *[Symbol.asyncIterator]() {
      const client = new MongoClient(url, { serverSelectionTimeoutMS: connectMs, appName: 'portico import' });
      try {
        const found = client
          .db()
          .collection(collection)
          .find(filter, { batchSize: rowsAhead, promoteBuffers: true, signal: stopping });
        let line = 0;
        for await (const document of found) {
          line += 1;
          yield { line, values: document };
        }
      } finally {
        await client.close();
      }
    },
  };
}
