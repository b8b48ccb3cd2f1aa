import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient, type MobilePerson } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
let { call } = await signInAtConsole(at);
const mobile = createMobileClient(at);
const { apiKeys, pushes } = at.portico.house.core;
const hourMs = 3_600_000;
const inAnHour = (): string => new Date(at.clock.now() + hourMs).toISOString();

let clients = 0;
async function bind(person: MobilePerson): Promise<string> {
  clients += 1;
  const body = { client_id: `client-${clients}`, client_type: 'ios' };
  await mobile.send('POST', '/push/bind', body, person.token);
  return body.client_id;
}
const send = (body: Record<string, unknown>) =>
  call('POST', '/pushes', { body: { title: '标题', body: '内容', ...body } });
const log = async (person: MobilePerson) =>
  (await mobile.send('GET', '/push/log', undefined, person.token)).body.data.data;
const lastLine = () => at.outbox().findLast(({ channel }) => channel === 'push');

test('pushes: one that is sent here is in the app’s log and on its device, and its delivery is told here', async () => {
  const person = await mobile.join();
  const clientId = await bind(person);
  const sent = await send({ to: [person.id] });
  assert.equal(sent.status, 201);
  assert.deepEqual([lastLine()?.to, lastLine()?.text], [clientId, '标题\n内容']);
  const [row] = await log(person);
  assert.deepEqual([row.id, row.push_title, row.push_status, row.manager_id], [sent.body.id, '标题', 1, 1]);
  const { state, devices, recipientCount, recipients, sender } = (await call('GET', `/pushes/${sent.body.id}`)).body;
  assert.deepEqual([state, recipientCount, sender], ['sent', 1, { id: 1, name: 'owner' }]);
  assert.deepEqual(devices, { addressed: 1, delivered: 1, failed: 0, unregistered: 0, complete: true });
  assert.deepEqual(recipients, [{ id: person.id, name: `#${person.id}` }]);
});

test('pushes: how far one would go is told before', async () => {
  const person = await mobile.join();
  await bind(person);
  assert.deepEqual((await call('GET', `/pushes/audience?accounts=${person.id},999999`)).body, {
    accounts: 1,
    devices: 1,
  });
  const everyone = (await call('GET', '/pushes/audience')).body;
  assert.deepEqual([everyone.accounts, everyone.devices >= 1], [null, true]);
  for (const wrong of ['accounts=', 'accounts=a', 'accounts=0', `accounts=${Array(1001).fill(1)}`]) {
    assert.equal((await call('GET', `/pushes/audience?${wrong}`)).status, 400, wrong);
  }
});

test('pushes: one that waits is listed, changed, and appears in the app at its time', async () => {
  const person = await mobile.join();
  const created = await send({ to: [person.id], sendAt: inAnHour() });
  const { id, version, state, sendAt } = created.body;
  assert.equal(state, 'scheduled');
  assert.deepEqual(await log(person), []);
  const listed = (await call('GET', '/pushes?state=scheduled')).body.items;
  assert.deepEqual(
    listed.map((push: { id: number }) => push.id),
    [id],
  );
  const later = new Date(Date.parse(sendAt) + hourMs).toISOString();
  const changed = await call('PATCH', `/pushes/${id}`, { body: { title: '改', sendAt: later }, version });
  assert.deepEqual([changed.body.title, changed.body.body, changed.body.sendAt], ['改', '内容', later]);
  assert.equal((await call('PATCH', `/pushes/${id}`, { body: { title: '又' }, version })).status, 412);
  at.clock.advance(2 * hourMs);
  ({ call } = await signInAtConsole(at));
  await pushes.releaseDue();
  assert.deepEqual(
    (await log(person)).map((row: { push_title: string }) => row.push_title),
    ['改'],
  );
  const over = (await call('GET', `/pushes/${id}`)).body;
  assert.equal(over.state, 'sent');
  const late = await call('PATCH', `/pushes/${id}`, { body: { title: '晚' }, version: over.version });
  assert.deepEqual([late.status, late.body.code], [409, 'push.already_sent']);
});

test('pushes: one that waits is cancelled for good, or sent now', async () => {
  const person = await mobile.join();
  const [gone, now] = [
    await send({ to: [person.id], sendAt: inAnHour() }),
    await send({ to: 'everyone', sendAt: inAnHour() }),
  ];
  const { id, version } = gone.body;
  assert.equal((await call('POST', `/pushes/${id}/cancel`)).status, 428);
  assert.equal((await call('POST', `/pushes/${id}/cancel`, { version })).body.state, 'cancelled');
  const { version: newest } = (await call('GET', `/pushes/${id}`)).body;
  assert.equal((await call('POST', `/pushes/${id}/send`, { version: newest })).body.code, 'push.cancelled');
  const sent = await call('POST', `/pushes/${now.body.id}/send`, { version: now.body.version });
  assert.equal(sent.body.state, 'sent');
  const late = await call('POST', `/pushes/${now.body.id}/cancel`, { version: sent.body.version });
  assert.deepEqual([late.status, late.body.code], [409, 'push.already_sent']);
  assert.deepEqual(
    (await log(person)).map((row: { id: number }) => row.id),
    [now.body.id],
  );
});

test('pushes: nothing is sent where a member is wrong, a time has passed, or an account is unknown', async () => {
  const person = await mobile.join();
  const before = (await call('GET', '/pushes?limit=1')).body.items[0]?.id;
  const past = new Date(at.clock.now() - 1000).toISOString();
  for (const [body, pointer] of [
    [{ to: [person.id], title: '' }, '/title'],
    [{ to: [person.id], title: '两\n行' }, '/title'],
    [{ to: [person.id], title: '字'.repeat(101) }, '/title'],
    [{ to: [person.id], body: ' ' }, '/body'],
    [{ to: [person.id], body: '字'.repeat(4001) }, '/body'],
    [{ to: [] }, '/to'],
    [{ to: Array.from({ length: 1001 }, (_, index) => index + 1) }, '/to'],
    [{ to: [person.id], sendAt: past }, '/sendAt'],
    [{ to: [person.id], sendAt: '2026-02-31T25:61:00Z' }, '/sendAt'],
    [{}, '/to'],
  ] as const) {
    const { status, body: problem } = await send(body);
    assert.equal(status, 400, JSON.stringify(body).slice(0, 80));
    assert.equal(problem.errors[0].pointer, pointer);
  }
  const unknown = await send({ to: [person.id, 999_999] });
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'account.not_found']);
  assert.equal((await call('GET', '/pushes?limit=1')).body.items[0]?.id, before);
});

test('pushes: sent twice under one key it goes out once; a program sends in the name of the first owner', async () => {
  const person = await mobile.join();
  await bind(person);
  const { key } = await apiKeys.create({ name: 'bot', rights: ['pushes:write'] }, { actor: 'test' });
  const program = createManagementClient(at, { authorization: `Bearer ${key}` });
  const options = {
    body: { title: '一次', body: '内容', to: [person.id] },
    headers: { 'idempotency-key': 'one-push' },
  };
  const first = await program.call('POST', '/pushes', options);
  const second = await program.call('POST', '/pushes', options);
  assert.deepEqual([first.body.sender.id, second.body.id], [1, first.body.id]);
  const titles = (await log(person)).map((row: { push_title: string }) => row.push_title);
  assert.equal(titles.filter((title: string) => title === '一次').length, 1);
  assert.equal(at.outbox().filter(({ text }) => text === '一次\n内容').length, 1);
});

test('pushes: the log goes on page by page', async () => {
  const ids: number[] = [];
  let cursor = '';
  do {
    const { body } = await call('GET', `/pushes?limit=3${cursor}`);
    ids.push(...body.items.map((push: { id: number }) => push.id));
    cursor = body.next === null ? '' : `&cursor=${body.next}`;
  } while (cursor !== '');
  assert.deepEqual(
    ids,
    [...new Set(ids)].sort((a, b) => b - a),
  );
  assert.ok(ids.length >= 4);
});
