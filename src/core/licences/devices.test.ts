import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signInAtDesktop } from '../../../test/support/desktop.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import type { Device, SignedInState } from './heartbeats.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { heartbeats, licences, sessions } = core;
const by = { actor: 'cli' };
const minuteMs = 60_000;

const beat = (token: string, userAgent = 'tool/1.0') =>
  call(`${at.url}/api/heart/check`, 'POST', {}, { authorization: token, 'user-agent': userAgent });
const sessionOf = (token: string): number =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).sid;

async function sessionsIn(state: SignedInState | undefined, limit = 100): Promise<number[]> {
  const all: Device[] = [];
  for (;;) {
    const page = await heartbeats.listAll({ state, after: all.at(-1), limit });
    all.push(...page);
    if (page.length < limit) return all.map((device) => device.session_id);
  }
}
const overdueSessions = (limit?: number) => sessionsIn('overdue', limit);

test('a device is live, then overdue, live again with its next heartbeat, and ended with its session', async () => {
  const { account, token } = await signInAtDesktop(at, '13700000001');
  const only = async () => (await heartbeats.listDevices(account.id, { limit: 2 })).map((device) => device.state);
  assert.deepEqual(await only(), [], 'a device that never beat is not known');
  const began = at.clock.now();
  await beat(token, 'tool/1.0 (Windows)');
  assert.deepEqual(await only(), ['live']);
  at.clock.advance(29 * minuteMs);
  assert.deepEqual([await only(), await overdueSessions()], [['live'], []]);
  at.clock.advance(2 * minuteMs);
  assert.deepEqual([await only(), await overdueSessions()], [['overdue'], [sessionOf(token)]]);
  await beat(token, 'tool/1.1 (Windows)');
  const [device] = await heartbeats.listDevices(account.id, { limit: 2 });
  assert.ok(device && device.first_at >= began && device.last_at >= began + 31 * minuteMs);
  assert.deepEqual(
    [device.beats, device.program_version, device.address, device.state],
    [2, '1.1', '127.0.0.1', 'live'],
  );
  at.clock.advance(31 * minuteMs);
  await sessions.end(sessionOf(token), 'sign-out');
  assert.deepEqual([await only(), await overdueSessions()], [['ended'], []]);
});

test('whose token expired is signed out, not overdue', async () => {
  const { account, token } = await signInAtDesktop(at, '13700000002');
  await beat(token);
  at.clock.advance(24 * 60 * minuteMs - 31 * minuteMs);
  assert.deepEqual(await overdueSessions(), [sessionOf(token)]);
  at.clock.advance(32 * minuteMs);
  assert.deepEqual(await overdueSessions(), []);
  assert.equal((await heartbeats.listDevices(account.id, { limit: 1 }))[0]?.state, 'ended');
});

test('overdue devices tell whose they are, the one that was seen last first, page by page', async () => {
  const people = [];
  for (const phone of ['13700000003', '13700000004', '13700000005']) {
    people.push(await signInAtDesktop(at, phone));
    await beat(people.at(-1)?.token as string);
    at.clock.advance(1000);
  }
  const [first, second, third] = people.map(({ token }) => sessionOf(token));
  const licence = await licences.create({ number: 'OVERDUE' }, by);
  const holder = people[2]?.account.id as number;
  await licences.bind(licence.id, holder, { by });
  await database.updateTable('accounts').set({ display_name: '小明' }).where('id', '=', holder).execute();
  at.clock.advance(31 * minuteMs);
  for (const limit of [1, 2, 3]) assert.deepEqual(await overdueSessions(limit), [third, second, first]);
  const [named, unnamed] = await heartbeats.listAll({ state: 'overdue', limit: 2 });
  assert.deepEqual([named?.account_name, named?.licence_id, named?.licence_number], ['小明', licence.id, 'OVERDUE']);
  assert.deepEqual([unnamed?.account_name, unnamed?.licence_id], [`#${people[1]?.account.id}`, null]);
});

test('an account’s devices are listed page by page, the one that was seen last first', async () => {
  const sessionIds: number[] = [];
  let accountId = 0;
  for (let device = 0; device < 3; device += 1) {
    const { account, token } = await signInAtDesktop(at, '13700000006');
    accountId = account.id;
    await beat(token, `device ${device}`);
    sessionIds.unshift(sessionOf(token));
    at.clock.advance(2 * minuteMs);
  }
  const [newest, ...older] = await heartbeats.listDevices(accountId, { limit: 1 });
  assert.deepEqual(older, []);
  const rest = await heartbeats.listDevices(accountId, { after: newest, limit: 5 });
  assert.deepEqual(
    [newest, ...rest].map((device) => device?.session_id),
    sessionIds,
  );
});

test('the fleet is listed whole, or by state, whether or not an account has a licence', async () => {
  const silent = await signInAtDesktop(at, '13700000007');
  await beat(silent.token);
  at.clock.advance(31 * minuteMs);
  const gone = await signInAtDesktop(at, '13700000008');
  await beat(gone.token);
  await sessions.end(sessionOf(gone.token), 'sign-out');
  at.clock.advance(1000);
  const live = await signInAtDesktop(at, '13700000009');
  await beat(live.token, 'tool/3.1 (Windows)');
  const [lively, over, late] = [live, gone, silent].map(({ token }) => sessionOf(token)) as [number, number, number];
  for (const limit of [1, 2, 100]) {
    assert.deepEqual(await sessionsIn('live', limit), [lively]);
    assert.equal((await sessionsIn('overdue', limit))[0], late);
    const all = await sessionsIn(undefined, limit);
    assert.deepEqual(all.slice(0, 3), [lively, over, late]);
    assert.equal(new Set(all).size, all.length);
  }
  const [newest, second] = await heartbeats.listAll({ limit: 2 });
  assert.deepEqual([newest?.program_version, newest?.state, newest?.licence_id], ['3.1', 'live', null]);
  assert.deepEqual([second?.state, second?.account_name], ['ended', `#${gone.account.id}`]);
});
