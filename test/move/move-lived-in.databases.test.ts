import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { transact } from '../../src/db/database.ts';
import { assertStillLivedIn, liveIn } from '../support/lived-in.ts';
import { signInAtConsole } from '../support/management.ts';
import { assertCode, createMobileClient } from '../support/mobile.ts';
import { call, startPortico, type TestPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { runPortico } from '../support/process.ts';
import { startReceiver, status } from '../support/webhook-receiver.ts';

const postgres = await startPostgres({ after });
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

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
  await core.accounts.remove(gone.id, 'test');
  while (receiver.arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await house.portico.close();
  const closedAt = house.clock.now();

  const address = await postgres.createDatabase();
  const moved = await runPortico(['move', '--to', address], environment);
  assert.equal(moved.status, 0, moved.stderr);
  assert.match(moved.stdout, /^accounts +\d+ +\d+ +[0-9a-f]{16} +[0-9a-f]{16} +same$/m);
  assert.doesNotMatch(moved.stdout, /DIFFERS/);
  for (const told of [/PORTICO_DATABASE_URL/, /secret\.key/, /mv \S+portico\.db /, /files/])
    assert.match(moved.stderr, told);
  for (const looking of [
    ['audit', 'verify'],
    ['database', 'verify'],
  ]) {
    const verified = await runPortico(looking, { ...environment, PORTICO_DATABASE_URL: address });
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  }

  // A captcha is good for two minutes: the move may take longer.
  const { clock } = house;
  clock.set(closedAt);
  const started = await startPortico(t, { ...environment, PORTICO_DATABASE_URL: address }, { clock });
  // Its outbox, too, lies in the data directory that moved nowhere.
  const there: TestPortico = {
    ...house,
    ...started,
    clock,
    dataDir: house.dataDir,
    outbox: house.outbox,
    codeFor: house.codeFor,
    answerOf: house.answerOf,
  };
  const mobile = createMobileClient(there);
  await assertStillLivedIn(there, held);

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
  clock.advance(2 * hourMs);
  const owner = await signInAtConsole(there);
  while (receiver.arrived.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
  while ((await owner.call('GET', `/pushes/${held.pushId}`)).body.state === 'scheduled') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const audited = await there.portico.house.core.audit.verify();
  assert.equal(audited.fault, undefined, JSON.stringify(audited));
});
