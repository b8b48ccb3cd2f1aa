import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';

// When a session was last seen is what asking with it changes.
const restless = new Set(['last_seen_at']);

/** All that the database has of one account, in whatever table: rows of its own and those that name it. */
export async function readBelongings(db: Database, accountId: number): Promise<Record<string, unknown[]>> {
  const tables = await db.introspection.getTables();
  const found: Record<string, unknown[]> = {};
  for (const { name, columns } of tables) {
    const column = name === 'accounts' ? 'id' : 'account_id';
    if (!columns.some((each) => each.name === column)) continue;
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(name)} where ${sql.ref(column)} = ${accountId}`.execute(db);
    found[name] = rows
      .map(withoutRestless)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  return found;
}

function withoutRestless(row: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !restless.has(column)));
}
