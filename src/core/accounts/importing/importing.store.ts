import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { isPostgres } from '../../../db/dialect.ts';
import { padded } from '../../../db/padded.ts';
import type { SessionContract } from '../../../db/schema.ts';
import { identifierTexts } from './person.ts';

/** Those of the source's accounts that were taken already, by what the source calls them, and when. */
export async function listTaken(db: Db, source: string, formerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('imported_accounts')
    .select(['former_id', 'imported_at'])
    .where('source', '=', source)
    .where('former_id', 'in', padded(formerIds))
    .execute();
  return new Map(rows.map(({ former_id, imported_at }) => [former_id, imported_at]));
}

/** Which account one of them became: null where it was deleted since, undefined where it was not taken. */
export async function findTaken(db: Db, source: string, formerId: string): Promise<number | null | undefined> {
  const row = await db
    .selectFrom('imported_accounts')
    .select('account_id')
    .where('source', '=', source)
    .where('former_id', '=', formerId)
    .executeTakeFirst();
  return row?.account_id;
}

/** Notes which account each became. */
export async function insertTaken(
  tx: Tx,
  source: string,
  taken: ReadonlyArray<readonly [formerId: string, accountId: number | null]>,
  now: number,
): Promise<void> {
  const json = JSON.stringify(taken);
  const rows = isPostgres(tx)
    ? sql`select cast(${source} as text), value ->> 0, cast(value ->> 1 as bigint), cast(${now} as bigint)
        from json_array_elements(cast(${json} as json))`
    : sql`select ${source}, value ->> 0, value ->> 1, ${now} from json_each(${json}) where true`;
  await sql`insert into imported_accounts (source, former_id, account_id, imported_at) ${rows}`.execute(tx);
}

/** Which of these identifiers somebody has, as `identifierTexts` writes them, and the newest account that has one. */
export async function listHeld(db: Db, texts: Iterable<string>): Promise<{ held: Set<string>; newestId: number }> {
  const of = { handle: [] as string[], phone: [] as string[], email: [] as string[] };
  for (const text of texts) {
    const colon = text.indexOf(':');
    of[text.slice(0, colon) as keyof typeof of].push(text.slice(colon + 1));
  }
  const accounts = db.selectFrom('accounts');
  const found = await Promise.all([
    of.handle.length === 0
      ? []
      : accounts.select(['id', 'handle_key as handleKey']).where('handle_key', 'in', padded(of.handle)).execute(),
    of.phone.length === 0 ? [] : accounts.select(['id', 'phone']).where('phone', 'in', padded(of.phone)).execute(),
    of.email.length === 0 ? [] : accounts.select(['id', 'email']).where('email', 'in', padded(of.email)).execute(),
  ]);
  const rows = found.flat();
  return {
    held: new Set(rows.flatMap(({ id: _id, ...texts }) => identifierTexts(texts as Record<string, string>))),
    newestId: rows.reduce((newest, { id }) => Math.max(newest, id), 0),
  };
}

/** A password that holds at this door alone; one that is there stays. */
export async function insertDoorPassword(
  tx: Tx,
  row: { account_id: number; contract: SessionContract; verifier: string },
): Promise<void> {
  await tx
    .insertInto('door_passwords')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How many of each back end were taken, and when. */
export async function listSources(
  db: Db,
): Promise<Array<{ source: string; accounts: number; deleted: number; firstAt: number; lastAt: number }>> {
  return db
    .selectFrom('imported_accounts')
    .select(({ fn }) => [
      'source',
      fn.countAll<number>().as('accounts'),
      sql<number>`count(*) - count(account_id)`.as('deleted'),
      fn.min('imported_at').as('firstAt'),
      fn.max('imported_at').as('lastAt'),
    ])
    .groupBy('source')
    .orderBy('source')
    .execute();
}

/** Accounts whose own password is still as a former back end kept it, and those of single doors. */
export async function countFormerVerifiers(
  db: Db,
): Promise<{ accounts: number; doors: Array<{ contract: SessionContract; count: number }> }> {
  const counted = sql<number>`count(*)`.as('count');
  const { count } = await db
    .selectFrom('accounts')
    .select(counted)
    .where(sql<boolean>`substr(password_verifier, 1, 7) = 'former.'`)
    .executeTakeFirstOrThrow();
  const doors = await db
    .selectFrom('door_passwords')
    .select(['contract', counted])
    .where(sql<boolean>`substr(verifier, 1, 7) = 'former.'`)
    .groupBy('contract')
    .orderBy('contract')
    .execute();
  return { accounts: count, doors };
}
