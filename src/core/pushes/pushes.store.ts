import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import { type Db, type Tx, takeTurn } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { PushesTable } from '../../db/schema.ts';

/** One push, as stored. */
export type Push = Selectable<PushesTable>;
/** The same with the name of its sender; null where that account is gone. */
export type LoggedPush = Push & { manager_name: string | null };
/** Where a push stands among those that wait for their time, soonest first. */
export interface ScheduledPosition {
  sendAt: number;
  id: number;
}

const nextLogNumber = sql<number>`(select coalesce(max(log_number), 0) + 1 from pushes)`;
const isWaiting = sql<SqlBool>`send_at is not null and released_at is null and cancelled_at is null`;

/** Numbers are given one after another, and seen in their order. */
const logTurn = 'push-log';

/** Keeps a push; released at once where it is given a time of release. */
export async function insertPush(tx: Tx, values: Omit<Insertable<PushesTable>, 'log_number'>): Promise<Push> {
  if (values.released_at !== null) await takeTurn(tx, logTurn);
  return tx
    .insertInto('pushes')
    .values({ ...values, log_number: values.released_at === null ? null : nextLogNumber })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Undefined where there is none of that id. */
export function findPush(db: Db, id: number): Promise<Push | undefined> {
  return db.selectFrom('pushes').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** The same with its sender. */
export function findLoggedPush(db: Db, id: number): Promise<LoggedPush | undefined> {
  return withSender(db).where('pushes.id', '=', id).executeTakeFirst();
}

/** Newest first, whatever became of them. */
export function listLog(db: Db, beforeId: number | undefined, limit: number): Promise<LoggedPush[]> {
  return withSender(db)
    .$if(beforeId !== undefined, (query) => query.where('pushes.id', '<', beforeId as number))
    .orderBy('pushes.id', 'desc')
    .limit(limit)
    .execute();
}

/** What waits for its time, soonest first. */
export function listScheduled(db: Db, after: ScheduledPosition | undefined, limit: number): Promise<LoggedPush[]> {
  return withSender(db)
    .where(isWaiting)
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('pushes.send_at', 'pushes.id'), '>', eb.tuple(after?.sendAt ?? 0, after?.id ?? 0)),
      ),
    )
    .orderBy('pushes.send_at')
    .orderBy('pushes.id')
    .limit(limit)
    .execute();
}

function withSender(db: Db) {
  return db
    .selectFrom('pushes')
    .leftJoin('accounts', 'accounts.id', 'pushes.manager_id')
    .selectAll('pushes')
    .select(accountName('accounts').as('manager_name'));
}

/** Ids of those whose time has come. */
export async function findDue(db: Db, now: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('pushes')
    .select('id')
    .where(isWaiting)
    .where('send_at', '<=', now)
    .orderBy('send_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Undefined where it is not waiting (any more). */
export function updateWaiting(
  db: Db,
  id: number,
  columns: Updateable<PushesTable>,
  now: number,
): Promise<Push | undefined> {
  return db
    .updateTable('pushes')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where(isWaiting)
    .returningAll()
    .executeTakeFirst();
}

/** Puts a waiting push into the log; undefined where it is not waiting (any more). */
export async function releaseWaiting(tx: Tx, id: number, now: number): Promise<Push | undefined> {
  await takeTurn(tx, logTurn);
  return tx
    .updateTable('pushes')
    .set({ log_number: nextLogNumber, released_at: now, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where(isWaiting)
    .returningAll()
    .executeTakeFirst();
}

/** Answers how many of the accounts exist, and so were addressed. */
export async function insertRecipients(db: Db, pushId: number, accountIds: readonly number[]): Promise<number> {
  const result = await db
    .insertInto('push_recipients')
    .columns(['push_id', 'account_id'])
    .expression((eb) =>
      eb
        .selectFrom('accounts')
        .select((row) => [row.val(pushId).as('push_id'), 'accounts.id'])
        .where('accounts.id', 'in', accountIds),
    )
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n);
}

/** Addresses it to nobody. */
export async function deleteRecipients(db: Db, pushId: number): Promise<void> {
  await db.deleteFrom('push_recipients').where('push_id', '=', pushId).execute();
}

/** Who a push of scope 1 is addressed to, as far as their accounts are still there. */
export function listRecipients(db: Db, pushId: number): Promise<Array<{ id: number; name: string | null }>> {
  return db
    .selectFrom('push_recipients')
    .innerJoin('accounts', 'accounts.id', 'push_recipients.account_id')
    .select(['accounts.id', accountName('accounts').as('name')])
    .where('push_recipients.push_id', '=', pushId)
    .orderBy('accounts.id')
    .execute();
}
