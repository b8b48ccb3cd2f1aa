import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';

/** From this many wrong passwords in a row on, each further try waits. */
const freeTries = 5;
/** At this many in a row, passwords are refused until somebody clears the count. */
export const lockAfter = 100;
const longestWaitMs = 900_000;
/** 1 s doubles past the longest wait at this count. */
const longestWaitFrom = freeTries + 10;

/**
 * Counts one try before it is judged; answers until when the next one waits, or undefined where this one may not be judged.
 * One statement, so that a burst cannot slip by.
 */
export async function countGuess(db: Db, subject: string, device: string, now: number): Promise<number | undefined> {
  const result = await sql<{ not_before: number }>`
    insert into password_guesses (subject, device, failures, not_before, updated_at)
    values (${subject}, ${device}, 1, 0, ${now})
    on conflict (subject, device) do update set
      failures = password_guesses.failures + 1,
      updated_at = ${now},
      not_before = case
        when password_guesses.failures + 1 < ${freeTries} then 0
        when password_guesses.failures + 1 >= ${longestWaitFrom} then ${now + longestWaitMs}
        else ${now} + 1000 * (cast(1 as bigint) << cast(password_guesses.failures + 1 - ${freeTries} as integer)) end
    where password_guesses.not_before <= ${now} and password_guesses.failures < ${lockAfter}
    returning not_before`.execute(db);
  return result.rows[0]?.not_before;
}

/** Takes back one counted try that was never judged, and the wait until `notBefore` that it began. */
export async function uncountGuess(db: Db, subject: string, device: string, notBefore: number): Promise<void> {
  await db
    .updateTable('password_guesses')
    .set((eb) => ({
      failures: eb('failures', '-', 1),
      not_before: eb.case().when('not_before', '=', notBefore).then(0).else(eb.ref('not_before')).end(),
    }))
    .where('subject', '=', subject)
    .where('device', '=', device)
    .where('failures', '>', 0)
    .execute();
}

/** How many in a row, and until when the next one waits. */
export async function findGuesses(
  db: Db,
  subject: string,
  device: string,
): Promise<{ failures: number; not_before: number } | undefined> {
  return db
    .selectFrom('password_guesses')
    .select(['failures', 'not_before'])
    .where('subject', '=', subject)
    .where('device', '=', device)
    .executeTakeFirst();
}

/** Forgets wrong tries, from one device or from all. */
export async function deleteGuesses(db: Db, subject: string, device?: string): Promise<void> {
  let query = db.deleteFrom('password_guesses').where('subject', '=', subject);
  if (device !== undefined) query = query.where('device', '=', device);
  await query.execute();
}

/** Whether the device signed in to the account before. */
export async function isKnownDevice(db: Db, accountId: number, device: string): Promise<boolean> {
  const row = await db
    .selectFrom('known_devices')
    .select('device')
    .where('account_id', '=', accountId)
    .where('device', '=', device)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether any device did. */
export async function hasKnownDevice(db: Db, accountId: number): Promise<boolean> {
  const row = await db
    .selectFrom('known_devices')
    .select('device')
    .where('account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that the device signed in to the account. */
export async function upsertKnownDevice(db: Db, accountId: number, device: string, now: number): Promise<void> {
  await db
    .insertInto('known_devices')
    .values({ account_id: accountId, device, last_seen_at: now })
    .onConflict((conflict) => conflict.columns(['account_id', 'device']).doUpdateSet({ last_seen_at: now }))
    .execute();
}
