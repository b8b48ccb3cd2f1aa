import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';

// The one store that looks into the tables of other parts: each count finds its rows by an index, and ends at `most`.

const counted = sql<number>`count(*)`.as('n');

/** Whether the directory has nobody but its first owner. */
export async function hasOneAccount(db: Db): Promise<boolean> {
  return (await db.selectFrom('accounts').select('id').limit(2).execute()).length < 2;
}

/** Accounts that wait to be approved. */
export async function countWaitingAccounts(db: Db, most: number): Promise<number> {
  const rows = db.selectFrom('accounts').select('id').where('status', '=', 'waiting').limit(most);
  const { n } = await db.selectFrom(rows.as('rows')).select(counted).executeTakeFirstOrThrow();
  return n;
}

/** Jobs that were given up. */
export async function countDeadJobs(db: Db, most: number): Promise<number> {
  const rows = db.selectFrom('jobs').select('id').where('dead_at', 'is not', null).limit(most);
  const { n } = await db.selectFrom(rows.as('rows')).select(counted).executeTakeFirstOrThrow();
  return n;
}

/** Of the `most` devices that were silent for the shortest time since `before`, how many are still signed in. */
export async function countSilentDevices(
  db: Db,
  { from, before, now }: { from: number; before: number; now: number },
  most: number,
): Promise<{ silent: number; signedIn: number }> {
  const silent = db
    .selectFrom('heartbeats')
    .select('session_id')
    .where('last_at', '>', from)
    .where('last_at', '<', before)
    .orderBy('last_at', 'desc')
    .limit(most);
  return db
    .selectFrom(silent.as('silent'))
    .leftJoin('sessions', (join) =>
      join
        .onRef('sessions.id', '=', 'silent.session_id')
        .on('sessions.ended_at', 'is', null)
        .on('sessions.expires_at', '>', now),
    )
    .select([sql<number>`count(*)`.as('silent'), sql<number>`count(sessions.id)`.as('signedIn')])
    .executeTakeFirstOrThrow();
}
