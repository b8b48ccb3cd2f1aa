import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { unindexed } from '../../db/unindexed.ts';
import type { AuditRow } from './chain.ts';

/** A place in the log in the order of times; entries of one millisecond follow one another by id. */
export interface AuditPosition {
  at: number;
  id: number;
}

/** A column by which an index finds entries in the order of their times. */
export type AuditColumn = 'actor' | 'action' | 'target' | 'contract' | 'address';

/** Entries that one walk along an index meets, newest first. */
export interface AuditWalk {
  /** Undefined: all entries. */
  by: { column: AuditColumn; value: string } | undefined;
  /** Epoch milliseconds, itself included. */
  from: number | undefined;
  /** Itself excluded. */
  before: AuditPosition | undefined;
}

/** What an entry met on a walk must also be; no index is asked for it. */
export interface AuditConditions {
  equal: ReadonlyArray<{ column: AuditColumn; value: string }>;
  actionPrefix: string | undefined;
}

/** Sorts behind every text with the prefix, byte by byte. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`;

function walk(db: Db, { by, from, before }: AuditWalk) {
  let query = db.selectFrom('audit_log').orderBy('at', 'desc').orderBy('id', 'desc');
  if (by) query = query.where(by.column, '=', by.value);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (before) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(before.at, before.id)));
  }
  return query;
}

/** At most `limit` entries of a walk that meet the conditions. */
export async function readWalk(
  db: Db,
  along: AuditWalk,
  conditions: AuditConditions,
  limit: number,
): Promise<AuditRow[]> {
  return buildWalk(db, along, conditions, limit).execute();
}

/** The statement behind `readWalk`. */
export function buildWalk(db: Db, along: AuditWalk, { equal, actionPrefix }: AuditConditions, limit: number) {
  let query = walk(db, along).selectAll();
  // A column's own index is kept out of it: the walk's keeps the order and bounds the work.
  for (const { column, value } of equal) query = query.where(unindexed(column), '=', value);
  if (actionPrefix !== undefined) {
    const action = unindexed('action');
    query = query.where(action, '>=', actionPrefix).where(action, '<', endOf(actionPrefix));
  }
  return query.limit(limit);
}

/** The place of a walk's n-th entry, counted from 1; undefined where it has fewer. Read from the index alone. */
export async function findNth(db: Db, along: AuditWalk, n: number): Promise<AuditPosition | undefined> {
  return walk(db, along)
    .select(['at', 'id'])
    .limit(1)
    .offset(n - 1)
    .executeTakeFirst();
}

/** How many entries a walk has; `most` for that many or more. Read from the index alone. */
export async function countWalk(db: Db, along: AuditWalk, most: number): Promise<number> {
  const { n } = await db
    .selectFrom(walk(db, along).select('id').limit(most).as('walk'))
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
}

/** The distinct actions with the prefix, in alphabetical order, at most `most`: one seek in the index for each. */
export async function findActions(db: Db, prefix: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    with recursive found(action) as (
      select min(action) from audit_log where action >= ${prefix} and action < ${endOf(prefix)}
      union all
      select (select min(action) from audit_log where action > found.action and action < ${endOf(prefix)})
      from found where action is not null
    )
    select action from found where action is not null limit ${most}`.execute(db);
  return rows.map(({ action }) => action);
}
