import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { transact } from '../../src/db/database.ts';
import { createBlogClient } from '../support/blog.ts';
import { signInAtDesktop } from '../support/desktop.ts';
import { createManagementClient, signInAtConsole } from '../support/management.ts';
import { assertCode, createMobileClient, newPhone } from '../support/mobile.ts';
import { call, credentials, startPortico, type TestPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { runPortico } from '../support/process.ts';
import { joinStaff } from '../support/staff.ts';
import { startReceiver, status } from '../support/webhook-receiver.ts';

const postgres = await startPostgres({ after });
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Somebody at each door, with all that they hold, and what is under way. */
async function liveIn(house: TestPortico) {
  const mobile = createMobileClient(house);
  const person = await mobile.join();
  const desktop = await signInAtDesktop(house, newPhone());
  const staff = await joinStaff(house);
  const blog = createBlogClient(house);
  await blog.register('bloggerin');
  const written = (await blog.login('bloggerin')).body.data;
  const owner = await signInAtConsole(house);
  const pushes = await owner.call('POST', '/pushes', {
    body: { title: '搬家', body: '在新居', to: 'everyone', sendAt: new Date(house.clock.now() + hourMs).toISOString() },
  });
  assert.equal(pushes.status, 201, JSON.stringify(pushes.body));
  const newcomer = newPhone();
  const code = await mobile.requestCode(newcomer);
  const captchaId = (await call(`${house.url}/captcha`, 'GET')).body.data.id;
  return { person, desktop, staff, written, owner, pushId: pushes.body.id, newcomer, code, captchaId };
}

test('a lived-in house moves to PostgreSQL: every token, code, captcha, push, webhook and job goes on there, and the audit log is whole', async (t) => {
  const house = await startPortico({ after: () => undefined });
  t.after(() => rmSync(house.dataDir, { recursive: true, force: true }));
  const environment = { PORTICO_DATA_DIR: house.dataDir };
  assert.equal((await runPortico(['demo-data'], environment)).status, 0);
  const receiver = await startReceiver(t);
  receiver.answer = status(500);
  const { core, database } = house.portico.house;
  await core.webhooks.endpoints.create(
    { url: receiver.url, description: '', events: ['account.created'] },
    { actor: 'test' },
  );
  const held = await liveIn(house);
  const gone = await transact(database, (tx) => core.accounts.create(tx, { origin: 'console', handle: 'soon-gone' }));
  await database.deleteFrom('accounts').where('id', '=', gone.id).execute();
  while (receiver.arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await house.portico.close();

  const address = await postgres.createDatabase();
  const moved = await runPortico(['move', '--to', address], environment);
  assert.equal(moved.status, 0, moved.stderr);
  assert.match(moved.stdout, /^accounts +\d+ +\d+ +[0-9a-f]{16} +[0-9a-f]{16} +same$/m);
  assert.doesNotMatch(moved.stdout, /DIFFERS/);
  for (const told of [/PORTICO_DATABASE_URL/, /secret\.key/, /mv \S+portico\.db /, /files/])
    assert.match(moved.stderr, told);
  const verified = await runPortico(['audit', 'verify'], { ...environment, PORTICO_DATABASE_URL: address });
  assert.equal(verified.status, 0, verified.stderr);

  const started = await startPortico(t, { ...environment, PORTICO_DATABASE_URL: address });
  started.clock.set(house.clock.now());
  // Its outbox, too, lies in the data directory that moved nowhere.
  const there: TestPortico = {
    ...house,
    ...started,
    dataDir: house.dataDir,
    outbox: house.outbox,
    codeFor: house.codeFor,
    answerOf: house.answerOf,
  };
  const mobile = createMobileClient(there);
  const info = await mobile.send('GET', '/personal/info', undefined, held.person.token);
  assert.equal(info.body.data.id, held.person.id);
  const refreshed = await mobile.send('POST', '/auth/refresh_token', { refresh_token: held.person.refreshToken });
  assertCode(refreshed, 0);
  const beat = await call(`${there.url}/api/heart/check`, 'POST', {}, held.desktop.headers);
  assert.equal(beat.body.data.id, held.desktop.account.id);
  const colleague = await call(`${there.url}/user/${held.staff.id}`, 'GET', undefined, held.staff.headers);
  assert.equal(colleague.body.status, true, JSON.stringify(colleague.body));
  const panel = await call(`${there.panelUrl}/openApi/count`, 'GET', undefined, {
    'api-token': credentials.panelToken,
  });
  assert.equal(panel.status, 200);
  const blog = createBlogClient(there);
  assert.ok(held.written);
  assert.equal((await blog.login('bloggerin')).status, 200);
  const owner = createManagementClient(there, held.owner.headers);
  const push = await owner.call('GET', `/pushes/${held.pushId}`);
  assert.equal(push.status, 200, 'the cookie of the console is as good as before');
  assert.equal(push.body.title, '搬家');

  const joined = await mobile.send('POST', '/auth/register', {
    account: held.newcomer,
    code: held.code,
    password: 'secret-1',
  });
  assertCode(joined, 0);
  const newId = (await mobile.send('GET', '/personal/info', undefined, joined.body.data.access_token)).body.data.id;
  assert.ok(newId > gone.id, 'an id that was given out before is not given out again');
  const entered = await call(`${there.url}/login`, 'POST', {
    nickname: held.staff.fields.nickname,
    passwd: held.staff.fields.passwd,
    captcha_id: held.captchaId,
    captcha_code: house.answerOf(held.captchaId),
  });
  assert.equal(entered.body.status, true, JSON.stringify(entered.body));

  receiver.answer = (response) => response.end();
  const before = receiver.arrived.length;
  started.clock.advance(2 * hourMs);
  while (receiver.arrived.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
  while ((await owner.call('GET', `/pushes/${held.pushId}`)).body.state === 'scheduled') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const audited = await there.portico.house.core.audit.verify();
  assert.equal(audited.fault, undefined, JSON.stringify(audited));
});
