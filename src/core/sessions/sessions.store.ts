import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { prepareLookup } from '../../db/lookup.ts';
import type {
  AccountsTable,
  RefreshTokensTable,
  SessionContract,
  SessionEndReason,
  SessionsTable,
} from '../../db/schema.ts';

/** A session and the account behind it, read in one statement. */
export type SessionWithAccount = Selectable<AccountsTable> & {
  session_id: number;
  session_contract: SessionContract;
  session_access_hash: string | null;
  session_created_at: number;
  session_expires_at: number;
  session_ended_at: number | null;
  session_last_seen_at: number;
  session_confirmed_at: number | null;
};

/** Answers the id of the new session. */
export async function insertSession(db: Db, values: Insertable<SessionsTable>): Promise<number> {
  const { id } = await db.insertInto('sessions').values(values).returning('id').executeTakeFirstOrThrow();
  return id;
}

const selectWithAccount = (db: Db) =>
  db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .selectAll('accounts')
    .select([
      'sessions.id as session_id',
      'sessions.contract as session_contract',
      'sessions.access_hash as session_access_hash',
      'sessions.created_at as session_created_at',
      'sessions.expires_at as session_expires_at',
      'sessions.ended_at as session_ended_at',
      'sessions.last_seen_at as session_last_seen_at',
      'sessions.confirmed_at as session_confirmed_at',
    ]);

const lookUpById = prepareLookup({
  select: selectWithAccount,
  column: 'sessions.id',
  keyOf: (row) => row.session_id,
});
const lookUpByAccessHash = prepareLookup({
  select: selectWithAccount,
  column: 'sessions.access_hash',
  keyOf: (row) => row.session_access_hash,
});

/** Live or not: whoever asks judges. */
export function findSession(db: Db, id: number): Promise<SessionWithAccount | undefined> {
  return lookUpById(db, [id]);
}

/** The session of an opaque access token, by the token's hash under any root key. */
export function findSessionByAccessHash(db: Db, hashes: string[]): Promise<SessionWithAccount | undefined> {
  return lookUpByAccessHash(db, hashes);
}

/** A session ends once: the first reason stays. Answers how many ended by it, as the next two do. */
export async function endSession(db: Db, id: number, reason: SessionEndReason, now: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ ended_at: now, end_reason: reason })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Ends every live session of an account. */
export async function endSessionsOf(db: Db, accountId: number, reason: SessionEndReason, now: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ ended_at: now, end_reason: reason })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Ends those of one contract. */
export async function endSessionsAt(
  db: Db,
  contract: SessionContract,
  { accountId, reason, now }: { accountId: number; reason: SessionEndReason; now: number },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ ended_at: now, end_reason: reason })
    .where('account_id', '=', accountId)
    .where('contract', '=', contract)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Notes that its owner gave the password again. */
export async function confirmSession(db: Db, id: number, now: number): Promise<void> {
  await db.updateTable('sessions').set({ confirmed_at: now }).where('id', '=', id).execute();
}

/** Keeps several sessions. */
export async function insertSessions(db: Db, values: ReadonlyArray<Insertable<SessionsTable>>): Promise<void> {
  if (values.length > 0) await db.insertInto('sessions').values(values).execute();
}

/** Notes a use of the session; never one from before another. */
export async function touchSession(db: Db, id: number, now: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('id', '=', id)
    .where('last_seen_at', '<', now)
    .execute();
}

/** Does nothing where the session has ended. */
export async function prolongSession(db: Db, id: number, expiresAt: number, now: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ expires_at: expiresAt, last_seen_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** Puts another access token in place of a session's present one, which stops working. */
export async function replaceAccessToken(
  db: Db,
  id: number,
  access: { hash: string; expiresAt: number },
  now: number,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ access_hash: access.hash, expires_at: access.expiresAt, last_seen_at: now })
    .where('id', '=', id)
    .execute();
}

/** A session has one unused refresh token at a time. */
export async function insertRefreshToken(db: Db, values: Insertable<RefreshTokensTable>): Promise<void> {
  await db.insertInto('refresh_tokens').values(values).execute();
}

/** Succeeds once for each token. */
export async function consumeRefreshToken(
  db: Db,
  hashes: string[],
  now: number,
): Promise<Selectable<RefreshTokensTable> | undefined> {
  return db
    .updateTable('refresh_tokens')
    .set({ used_at: now })
    .where('hash', 'in', hashes)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Used and expired ones too. */
export async function findRefreshToken(db: Db, hashes: string[]): Promise<Selectable<RefreshTokensTable> | undefined> {
  return db.selectFrom('refresh_tokens').selectAll().where('hash', 'in', hashes).executeTakeFirst();
}
