import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { NodesTable } from '../../db/schema.ts';

/** One node, as stored. */
export type NodeRow = Selectable<NodesTable>;

/** The database's own clock, so that those of the nodes may differ. */
const databaseNow = sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`;
const ago = (milliseconds: number): RawBuilder<number> => sql<number>`${databaseNow} - ${milliseconds}`;

/** Says that a node is there, and answers the database's time. */
export async function upsertNode(db: Db, node: Omit<NodeRow, 'seen_at'>): Promise<number> {
  const { seen_at } = await db
    .insertInto('nodes')
    .values({ ...node, seen_at: databaseNow })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: databaseNow }))
    .returning('seen_at')
    .executeTakeFirstOrThrow();
  return seen_at;
}

/** Those that were seen within so many milliseconds, by name. */
export function listNodesSeen(db: Db, withinMs: number): Promise<NodeRow[]> {
  return db
    .selectFrom('nodes')
    .selectAll()
    .where('seen_at', '>', ago(withinMs))
    .orderBy('name')
    .orderBy('id')
    .execute();
}

/** Forgets one, and those that were not seen for so long. */
export async function deleteNodes(db: Db, id: string, unseenMs: number): Promise<void> {
  await db
    .deleteFrom('nodes')
    .where((eb) => eb.or([eb('id', '=', id), eb('seen_at', '<=', ago(unseenMs))]))
    .execute();
}
