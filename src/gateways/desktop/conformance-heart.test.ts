import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertDesktopFailure, readToken, signInAtDesktop } from '../../../test/support/desktop.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';

const hourMs = 3_600_000;

const at = await startPortico({ after });

const beat = (authorization?: string, body?: Parameters<typeof call>[2]): Promise<Answer> =>
  call(`${at.url}/api/heart/check`, 'POST', body, authorization === undefined ? {} : { authorization });
const heartbeatsOf = (accountId: number) =>
  at.portico.house.database.selectFrom('heartbeats').selectAll().where('account_id', '=', accountId).execute();

test('desktop heart/check: example of the document, field by field', async () => {
  const person = await signInAtDesktop(at, '13700000001');
  const { status, body } = await beat(person.token);
  assert.equal(status, 201);
  assert.deepEqual(body.meta, { msg: '心跳正常', status: 201 });
  assert.deepEqual(Object.entries(body.data), [
    ['id', person.account.id],
    ['username', '13700000001'],
    ['mobile', '13700000001'],
    ['type', 1],
    ['openid', person.account.openid],
    ['email', ''],
    ['create_time', new Date(person.account.created_at).toISOString()],
    ['modify_time', null],
    ['is_delete', false],
    ['is_active', true],
    ['license', { number: null, status: 1, effect_date: null, expired_time: null }],
  ]);
});

test('desktop heart/check: shows the handle, the e-mail and the time of the last change', async () => {
  const person = await signInAtDesktop(at, '13700000002');
  at.clock.advance(1000);
  const { accounts } = at.portico.house.core;
  const changed = await accounts.changeProfile(
    person.account.id,
    { handle: 'tige1200', email: 'test@test.com' },
    'cli',
  );
  const { data } = (await beat(person.token)).body;
  assert.deepEqual([data.username, data.mobile, data.email], ['tige1200', '13700000002', 'test@test.com']);
  assert.equal(data.modify_time, new Date(changed.updated_at).toISOString());
});

test('desktop heart/check: a token may come raw, with one Bearer or with two (D6)', async () => {
  const { token } = await signInAtDesktop(at, '13700000003');
  for (const header of [token.slice('Bearer '.length), token, `Bearer ${token}`, token.replace('Bearer', 'bearer')]) {
    assert.equal((await beat(header)).status, 201, header.slice(0, 20));
  }
});

test('desktop heart/check: no, wrong, foreign or dead token is 401', async () => {
  const { token, account } = await signInAtDesktop(at, '13700000004');
  assertDesktopFailure(await beat(), 401, 'none');
  const [head, payload, signature] = token.split('.');
  const { claims } = readToken(token);
  const forged = Buffer.from(JSON.stringify({ ...claims, sid: 1 })).toString('base64url');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const wrong = [
    `${head}.${forged}.${signature}`,
    `${unsigned}.${payload}.`,
    `${head}.${payload}.`,
    'x',
    'Bearer',
    'a.b.c',
  ];
  for (const bad of wrong) assertDesktopFailure(await beat(bad), 401, bad);
  const { sessions, accounts } = at.portico.house.core;
  const foreign = sessions.sign({ id: Number(claims.sid), contract: 'blog', createdAt: 0, expiresAt: 9e12 }, {});
  assertDesktopFailure(await beat(foreign), 401, 'of another door');
  assert.equal((await beat(token)).status, 201);
  await accounts.setStatus(account.id, 'frozen', 'cli');
  assertDesktopFailure(await beat(token), 401, 'frozen');
  await accounts.setStatus(account.id, 'active', 'cli');
  assertDesktopFailure(await beat(token), 401, 'a session that ended stays ended');
});

test('desktop heart/check: records when each device was last seen, and the record outlives the session', async () => {
  const person = await signInAtDesktop(at, '13700000006');
  for (let count = 0; count < 3; count += 1) {
    at.clock.advance(1000);
    const headers = { ...person.headers, 'user-agent': `desktop/${count}` };
    await call(`${at.url}/api/heart/check`, 'POST', undefined, headers);
  }
  const session = Number(readToken(person.token).claims.sid);
  await at.portico.house.core.sessions.end(session, 'sign-out');
  assertDesktopFailure(await beat(person.token), 401, 'ended');
  await at.portico.house.database.deleteFrom('sessions').where('id', '=', session).execute();
  const [row, ...others] = await heartbeatsOf(person.account.id);
  assert.deepEqual(others, []);
  assert.deepEqual([row?.session_id, row?.beats, row?.user_agent], [session, 3, 'desktop/2']);
  assert.equal(row?.address, '127.0.0.1');
  assert.ok(Number(row?.last_at) - Number(row?.first_at) >= 2000);
});

test('desktop heart/check: the standing of the licence is 1 good, 2 expired, 3 revoked (D5)', async () => {
  const { token, account } = await signInAtDesktop(at, '13700000007');
  const { licences } = at.portico.house.core;
  const now = at.clock.now();
  const standing = async () => (await beat(token)).body.data.license;
  const licence = await licences.create({ effectAt: now + hourMs, expiresAt: now + 2 * hourMs }, { actor: 'cli' });
  await licences.bind(licence.id, account.id, { by: { actor: 'cli' } });
  const early = await standing();
  assert.equal(early.number, licence.number);
  assert.equal(early.status, 1, 'not in effect yet is neither expired nor revoked');
  assert.match(early.effect_date, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.match(early.expired_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  at.clock.advance(2 * hourMs);
  assert.equal((await standing()).status, 2);
  await licences.extend(licence.id, { expiresAt: null }, { by: { actor: 'cli' } });
  assert.deepEqual([(await standing()).status, (await standing()).expired_time], [1, null]);
  await licences.revoke(licence.id, { by: { actor: 'cli' } });
  assert.equal((await standing()).status, 3);
  await licences.unbind(licence.id, { by: { actor: 'cli' } });
  assert.deepEqual(await standing(), { number: null, status: 1, effect_date: null, expired_time: null });
});

test('desktop heart/check: a token in its last hour is told a fresh one, and keeps working itself (D4)', async () => {
  const person = await signInAtDesktop(at, '13700000008');
  const { exp } = readToken(person.token).claims;
  at.clock.advance(Number(exp) * 1000 - at.clock.now() - hourMs - 30_000);
  assert.equal('token' in (await beat(person.token)).body.data, false, 'an hour and a half minute to go');
  at.clock.advance(60_000);
  const first = (await beat(person.token)).body.data;
  const { claims } = readToken(first.token);
  assert.equal(claims.account, '13700000008');
  assert.equal(Number(claims.exp) - Number(claims.iat), 86_400);
  assert.ok(Number(claims.iat) * 1000 > at.clock.now() - 60_000);
  const again = (await beat(person.token)).body.data;
  assert.ok(again.token, 'told again, since the first answer may have been lost');
  assert.equal('token' in (await beat(first.token)).body.data, false, 'a fresh token needs no other');
  at.clock.advance(hourMs);
  assertDesktopFailure(await beat(person.token), 401, 'the old token ends when it said');
  assert.equal((await beat(first.token)).status, 201);
  at.clock.advance(24 * hourMs);
  assertDesktopFailure(await beat(first.token), 401, 'and so does the fresh one');
});

test('desktop heart/check: many devices of one account at once are all recorded', async () => {
  const first = await signInAtDesktop(at, '13700000009');
  at.clock.advance(61_000);
  const second = await signInAtDesktop(at, '13700000009');
  const beats = Array.from({ length: 40 }, (_, count) => beat(count % 2 ? first.token : second.token));
  for (const answer of await Promise.all(beats)) assert.equal(answer.status, 201);
  const rows = await heartbeatsOf(first.account.id);
  assert.deepEqual(
    rows.map((row) => row.beats),
    [20, 20],
  );
});

test('desktop heart/check: a deleted account is 401, not a fault', async () => {
  const { token, account } = await signInAtDesktop(at, '13700000010');
  await at.portico.house.core.accounts.remove(account.id, 'cli');
  assertDesktopFailure(await beat(token), 401);
});
