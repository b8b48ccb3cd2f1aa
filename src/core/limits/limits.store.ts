import { sql } from 'kysely';
import { countRows } from '../../db/count.ts';
import { type Db, inTurn } from '../../db/database.ts';

/** At most `most` hits within `windowMs`. */
export interface LimitRule {
  most: number;
  windowMs: number;
}

/**
 * Records a hit where every rule still has room, over a sliding window; answers its id, or undefined where a rule has
 * none (then nothing is recorded). Those of one key are counted one after another.
 */
export function insertHit(db: Db, key: string, rules: readonly LimitRule[], now: number): Promise<number | undefined> {
  return inTurn(db, `limit:${key}`, (at) => insertWhereRoom(at, key, rules, now));
}

async function insertWhereRoom(
  db: Db,
  key: string,
  rules: readonly LimitRule[],
  now: number,
): Promise<number | undefined> {
  const longest = Math.max(...rules.map((rule) => rule.windowMs));
  const room = rules.map(
    (rule) => sql`(select count(*) from limit_hits where key = ${key} and at > ${now - rule.windowMs}) < ${rule.most}`,
  );
  const result = await sql<{ id: number }>`
    insert into limit_hits (key, at, expires_at)
    select ${key}, cast(${now} as bigint), cast(${now + longest} as bigint) where ${sql.join(room, sql` and `)}
    returning id`.execute(db);
  return result.rows[0]?.id;
}

/** How many hits came after `since`. */
export function countHits(db: Db, key: string, since: number): Promise<number> {
  return countRows(db.selectFrom('limit_hits').where('key', '=', key).where('at', '>', since));
}

const mostLookedAt = 50_000;

/** The key, of those that begin with `prefix`, with the most hits after `since`; of very many hits the first are looked at. */
export async function findBusiestKey(
  db: Db,
  prefix: string,
  since: number,
): Promise<{ key: string; hits: number } | undefined> {
  const row = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('limit_hits')
        .select('key')
        .where('key', '>=', prefix)
        .where('key', '<', `${prefix}\u{10ffff}`)
        .where('at', '>', since)
        .limit(mostLookedAt)
        .as('hits'),
    )
    .select((eb) => ['key', eb.fn.countAll<number>().as('total')])
    .groupBy('key')
    .orderBy('total', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { key: row.key, hits: Number(row.total) };
}

/** When the `most`-th newest hit was made: a window opens again when that one leaves it. */
export async function findHitTime(db: Db, key: string, most: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('limit_hits')
    .select('at')
    .where('key', '=', key)
    .orderBy('at', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** Takes one counted hit back. */
export async function deleteHit(db: Db, id: number): Promise<void> {
  await db.deleteFrom('limit_hits').where('id', '=', id).execute();
}

/** Takes back every hit under a key. */
export async function deleteHits(db: Db, key: string): Promise<void> {
  await db.deleteFrom('limit_hits').where('key', '=', key).execute();
}
