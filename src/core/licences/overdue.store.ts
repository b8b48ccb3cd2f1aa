import type { Db } from '../../db/database.ts';
import type { DeviceRow } from './heartbeats.store.ts';

/** A moment that some devices were last seen at. */
export interface Window {
  after: number;
  /** With this one. */
  through: number;
}

/** The moment at which the last of the next `most` devices in the window was seen; undefined where there is none. */
export async function findEndOfNext(db: Db, { after, through }: Window, most: number): Promise<number | undefined> {
  const rows = await db
    .selectFrom('heartbeats')
    .select('last_at')
    .where('last_at', '>', after)
    .where('last_at', '<=', through)
    .orderBy('last_at')
    .limit(most)
    .execute();
  return rows.at(-1)?.last_at;
}

/** The devices that were last seen in the window and whose session is not over. */
export function listSilent(db: Db, { after, through }: Window, now: number): Promise<DeviceRow[]> {
  return db
    .selectFrom('heartbeats')
    .innerJoin('sessions', 'sessions.id', 'heartbeats.session_id')
    .selectAll('heartbeats')
    .select(['sessions.ended_at as session_ended_at', 'sessions.expires_at as session_expires_at'])
    .where('heartbeats.last_at', '>', after)
    .where('heartbeats.last_at', '<=', through)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', now)
    .orderBy('heartbeats.last_at')
    .execute();
}
