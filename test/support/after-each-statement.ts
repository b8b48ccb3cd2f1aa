import type { QueryResult, UnknownRow } from 'kysely';
import type { Database } from '../../src/db/database.ts';

/** The same database, on which whoever asked goes on after a statement only once `look` at what came of it has ended. */
export function afterEachStatement(db: Database, look: (result: QueryResult<UnknownRow>) => Promise<void>): Database {
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await look(result);
      return result;
    },
  });
}
