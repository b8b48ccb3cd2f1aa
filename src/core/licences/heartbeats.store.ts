import { type Selectable, type SqlBool, sql } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { HeartbeatsTable } from '../../db/schema.ts';

const upsertBeat = prepareQuery<{ session_id: number }>((db) =>
  db
    .insertInto('heartbeats')
    .columns(['session_id', 'account_id', 'first_at', 'last_at', 'beats', 'address', 'user_agent'])
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .select(['id', 'account_id'])
        .select([
          eb.val(0).as('first_at'),
          eb.val(0).as('last_at'),
          eb.lit(1).as('beats'),
          eb.val('').as('address'),
          eb.val('').as('user_agent'),
        ])
        .where('id', '=', 0)
        .where('ended_at', 'is', null),
    )
    .onConflict((conflict) =>
      conflict.column('session_id').doUpdateSet((eb) => ({
        last_at: eb.ref('excluded.last_at'),
        beats: eb('heartbeats.beats', '+', eb.lit(1)),
        address: eb.ref('excluded.address'),
        user_agent: eb.ref('excluded.user_agent'),
      })),
    )
    .returning('session_id'),
);

/** Counts one beat of a live session; false where the session has ended. */
export async function upsertHeartbeat(
  db: Db,
  beat: { sessionId: number; address: string; userAgent: string; now: number },
): Promise<boolean> {
  const { sessionId, address, userAgent, now } = beat;
  return (await upsertBeat(db, [now, now, address, userAgent, sessionId])).length > 0;
}

/** What is known of one desktop session's device; the session's own times are null where it is swept. */
export type DeviceRow = Selectable<HeartbeatsTable> & {
  session_ended_at: number | null;
  session_expires_at: number | null;
};

/** With whose session it is, and which licence the account has. */
export type OwnedDeviceRow = DeviceRow & {
  account_name: string | null;
  licence_id: number | null;
  licence_number: string | null;
};

/** Where a device stands in lists, which begin with the one that was seen last. */
export type DevicePosition = Pick<DeviceRow, 'last_at' | 'session_id'>;

/** Which part of such a list. */
export interface DevicePage {
  after?: DevicePosition | undefined;
  limit: number;
}

const sessionTimes = ['sessions.ended_at as session_ended_at', 'sessions.expires_at as session_expires_at'] as const;

/** Also those whose session is over. */
export function listDevicesOf(db: Db, accountId: number, page: DevicePage): Promise<DeviceRow[]> {
  return db
    .selectFrom('heartbeats')
    .leftJoin('sessions', 'sessions.id', 'heartbeats.session_id')
    .selectAll('heartbeats')
    .select(sessionTimes)
    .where('heartbeats.account_id', '=', accountId)
    .where(isAfter(page.after))
    .orderBy('heartbeats.last_at', 'desc')
    .orderBy('heartbeats.session_id', 'desc')
    .limit(page.limit)
    .execute();
}

const owner = [
  accountName('accounts').as('account_name'),
  'licences.id as licence_id',
  'licences.number as licence_number',
] as const;

/** Everybody's, also those whose session is over. */
export function listDevices(db: Db, { after, limit }: DevicePage): Promise<OwnedDeviceRow[]> {
  return db
    .selectFrom('heartbeats')
    .innerJoin('accounts', 'accounts.id', 'heartbeats.account_id')
    .leftJoin('licences', 'licences.account_id', 'heartbeats.account_id')
    .leftJoin('sessions', 'sessions.id', 'heartbeats.session_id')
    .selectAll('heartbeats')
    .select(sessionTimes)
    .select(owner)
    .where(isAfter(after))
    .orderBy('heartbeats.last_at', 'desc')
    .orderBy('heartbeats.session_id', 'desc')
    .limit(limit)
    .execute();
}

/** Of the devices from `after` to `through`, or from there on those that were seen after `seenAfter`: whose session is live. */
export function listSignedIn(
  db: Db,
  { after, through, seenAfter, now }: DeviceRun & { through: DevicePosition | undefined; now: number },
  limit: number,
): Promise<OwnedDeviceRow[]> {
  return (
    db
      .selectFrom('heartbeats')
      // Crossed, since SQLite would otherwise begin with the sessions of everybody.
      .crossJoin('sessions')
      .innerJoin('accounts', 'accounts.id', 'heartbeats.account_id')
      .leftJoin('licences', 'licences.account_id', 'heartbeats.account_id')
      .selectAll('heartbeats')
      .select(sessionTimes)
      .select(owner)
      .whereRef('sessions.id', '=', 'heartbeats.session_id')
      .where('sessions.ended_at', 'is', null)
      .where('sessions.expires_at', '>', now)
      .where(isAfter(after))
      .where(through === undefined ? isSeenAfter(seenAfter) : isThrough(through))
      .orderBy('heartbeats.last_at', 'desc')
      .orderBy('heartbeats.session_id', 'desc')
      .limit(limit)
      .execute()
  );
}

/** A run of devices, the one that was seen last first. */
export interface DeviceRun {
  /** Undefined: from the very first. */
  after: DevicePosition | undefined;
  seenAfter: number;
}

/** The device that is so many places after another in such a run. */
export function findDeviceAfter(db: Db, { after, seenAfter }: DeviceRun, places: number) {
  return db
    .selectFrom('heartbeats')
    .select(['last_at', 'session_id'])
    .where(isAfter(after))
    .where(isSeenAfter(seenAfter))
    .orderBy('last_at', 'desc')
    .orderBy('session_id', 'desc')
    .limit(1)
    .offset(places - 1)
    .executeTakeFirst();
}

const isSeenAfter = (time: number) => sql<SqlBool>`heartbeats.last_at > ${time}`;
const isThrough = ({ last_at, session_id }: DevicePosition) =>
  sql<SqlBool>`(heartbeats.last_at, heartbeats.session_id) >= (${last_at}, ${session_id})`;

function isAfter(position: DevicePosition | undefined) {
  if (!position) return sql<SqlBool>`true`;
  return sql<SqlBool>`(heartbeats.last_at, heartbeats.session_id) < (${position.last_at}, ${position.session_id})`;
}
