import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { execute } from '../../../test/support/audit-guards.ts';
import { openTestSessions, start } from '../../../test/support/sessions.ts';
import { allowAgain, refuse } from '../../../test/support/triggers.ts';
import { until } from '../../../test/support/until.ts';
import { type Database, transact } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { touchSession } from './sessions.store.ts';
import { createSightings } from './sightings.ts';

const minuteMs = 60_000;

async function open(context: Parameters<typeof openTestSessions>[0]) {
  const opened = await openTestSessions(context);
  const { db, openJwt } = opened;
  const { session } = await openJwt();
  const find = (id: number) => db.selectFrom('sessions').select('last_seen_at').where('id', '=', id);
  const lastSeen = async (id = session.id) => (await find(id).executeTakeFirstOrThrow()).last_seen_at - start;
  /** Notes are not waited for. On SQLite they share the next write's turn; on PostgreSQL nothing tells that none is on its way. */
  const settle = async () => {
    await transact(db, async () => undefined);
    if (isPostgres(db)) await delay(100);
  };
  const untilSeen = async (at: number) => {
    await until(async () => (await lastSeen()) === at);
    assert.equal(await lastSeen(), at);
  };
  return { ...opened, session, lastSeen, settle, untilSeen };
}

test('sightings: a use is noted from five minutes after the last note on, to the millisecond, and of that session alone', async (context) => {
  const { db, session, lastSeen, settle, untilSeen, openJwt } = await open(context);
  const { session: other } = await openJwt();
  const sightings = createSightings(db);
  sightings.note({ id: session.id, lastSeenAt: start }, start + 5 * minuteMs - 1);
  await settle();
  assert.equal(await lastSeen(), 0);
  sightings.note({ id: session.id, lastSeenAt: start }, start + 5 * minuteMs);
  await untilSeen(5 * minuteMs);
  assert.equal(await lastSeen(other.id), 0);
});

test('sightings: of many uses at once one is noted; the next one after it again', async (context) => {
  const { db, session, lastSeen, settle, untilSeen } = await open(context);
  const sightings = createSightings(db);
  sightings.note({ id: session.id, lastSeenAt: start }, start + 5 * minuteMs);
  sightings.note({ id: session.id, lastSeenAt: start }, start + 6 * minuteMs);
  await untilSeen(5 * minuteMs);
  await settle();
  assert.equal(await lastSeen(), 5 * minuteMs);
  await until(async () => {
    sightings.note({ id: session.id, lastSeenAt: start + 5 * minuteMs }, start + 10 * minuteMs);
    return (await lastSeen()) === 10 * minuteMs;
  });
  assert.equal(await lastSeen(), 10 * minuteMs);
});

/** Counts on PostgreSQL how many changes of sessions were tried: a sequence goes on where a transaction is undone. */
async function countTries(db: Database): Promise<() => Promise<number>> {
  await execute(db, [
    'create sequence tries',
    "create function count_try() returns trigger language plpgsql as $$ begin perform nextval('tries'); return new; end $$",
    // By its name it comes before the one that refuses.
    'create trigger counting before update on sessions for each row execute function count_try()',
  ]);
  const query = sql<{ tries: number }>`select case when is_called then last_value else 0 end as tries from tries`;
  return async () => (await query.execute(db)).rows[0]?.tries ?? 0;
}

test('sightings: one that cannot be written fails nobody, and the next use is noted again', async (context) => {
  const { db, clock, session, lastSeen, settle, sessions } = await open(context);
  const token = sessions.sign(session, {});
  const tries = isPostgres(db) ? await countTries(db) : undefined;
  await refuse(db, 'update on sessions');
  clock.at += 5 * minuteMs;
  assert.ok(await sessions.authenticateJwt('desktop', token));
  await (tries ? until(async () => (await tries()) > 0) : settle());
  await allowAgain(db, 'sessions');
  assert.equal(await lastSeen(), 0);
  await until(async () => {
    assert.ok(await sessions.authenticateJwt('desktop', token));
    return (await lastSeen()) > 0;
  });
  assert.equal(await lastSeen(), 5 * minuteMs);
});

test('sightings: a later use is never replaced by an earlier one', async (context) => {
  const { db, session, lastSeen } = await open(context);
  await touchSession(db, session.id, start + 2);
  await touchSession(db, session.id, start + 1);
  assert.equal(await lastSeen(), 2);
});
