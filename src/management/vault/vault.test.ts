import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  createManagementClient,
  createOperator,
  type ManagementClient,
  signInAtConsole,
} from '../../../test/support/management.ts';
import { call, credentials, startPortico } from '../../../test/support/portico.ts';
import type { Right } from '../../core/rights.ts';

const portico = await startPortico({ after });
const { core, database } = portico.portico.house;
const owner = await signInAtConsole(portico);
const password = credentials.ownerPassword;
const dayMs = 86_400_000;

async function programWith(...rights: Right[]): Promise<ManagementClient> {
  const { key } = await core.apiKeys.create({ name: 'test', rights }, { actor: 'test' });
  return createManagementClient(portico, { authorization: `Bearer ${key}` });
}

const add = async (body: object, client = owner) => (await client.call('POST', '/vault', { body })).body;
const pinsOf = (body: { items: Array<{ pin: string }> }) => body.items.map(({ pin }) => pin);
const auditOf = async (id: number) =>
  (await database.selectFrom('audit_log').selectAll().where('target', '=', `vault-entry:${id}`).execute()).map(
    ({ actor, action, address }) => [actor, action, address],
  );

test('vault entry: made with keys, told without any part of them, changed and deleted by its version', async () => {
  const made = await owner.call('POST', '/vault', {
    body: { pin: '%E5%BC%A0', ptKey: 'PT-SECRET', wsKey: 'WS-SECRET', remark: '备注' },
  });
  assert.equal(made.status, 201);
  const { id, version } = made.body;
  assert.deepEqual([made.body.pin, made.body.hasPtKey, made.body.hasWsKey, made.body.due], ['张', true, true, false]);
  assert.equal(made.headers.get('etag'), `"${version}"`);
  const one = await owner.call('GET', `/vault/${id}`);
  const list = await owner.call('GET', '/vault');
  for (const { body } of [made, one, list]) assert.ok(!JSON.stringify(body).includes('SECRET'));

  const changed = await owner.call('PATCH', `/vault/${id}`, { version, body: { ptKey: 'PT-NEW', remark: '' } });
  assert.deepEqual([changed.status, changed.body.remark, changed.body.version > version], [200, '', true]);
  assert.equal((await owner.call('PATCH', `/vault/${id}`, { version, body: { remark: 'x' } })).status, 412);
  assert.equal((await owner.call('PATCH', `/vault/${id}`, { body: { remark: 'x' } })).status, 428);
  assert.equal((await owner.call('DELETE', `/vault/${id}`, { version: changed.body.version })).status, 204);
  assert.equal((await owner.call('GET', `/vault/${id}`)).body.code, 'vault.entry_not_found');
  assert.deepEqual(
    (await auditOf(id)).map(([actor, action]) => [actor, action]),
    ['created', 'changed', 'deleted'].map((what) => ['account:1', `vault.${what}`]),
  );
});

test('vault entry: a pin is there once, and fields that break their rule are named', async () => {
  await add({ pin: 'taken' });
  const again = await owner.call('POST', '/vault', { body: { pin: 'taken', ptKey: 'k' } });
  assert.deepEqual([again.status, again.body.code], [409, 'vault.entry_taken']);
  const bad: Array<[body: object, pointer: string]> = [
    [{ pin: ' ' }, '/pin'],
    [{ pin: 'a%00b' }, '/pin'],
    [{ pin: 'x'.repeat(201) }, '/pin'],
    [{ pin: 'a', ptKey: 'with space' }, '/ptKey'],
    [{ pin: 'a', wsKey: '' }, '/wsKey'],
    [{ pin: 'a', remark: 'x'.repeat(256) }, '/remark'],
    [{ pin: 'a', ptkey: 'x' }, '/ptkey'],
    [{ ptKey: 'x' }, '/pin'],
  ];
  for (const [body, pointer] of bad) {
    const { status, body: problem } = await owner.call('POST', '/vault', { body });
    assert.deepEqual([status, problem.errors?.map((each: { pointer: string }) => each.pointer)], [400, [pointer]]);
  }
});

test('vault list: by the beginning of the pin, page by page, and what is due', async () => {
  for (const pin of ['list_b', 'list_a', 'list%c']) await add({ pin, ptKey: 'k' });
  await add({ pin: 'list_bare' });
  const first = await owner.call('GET', '/vault?q=list&limit=2');
  assert.deepEqual(pinsOf(first.body), ['list%c', 'list_a']);
  const second = await owner.call('GET', `/vault?q=list&limit=2&cursor=${first.body.next}`);
  assert.deepEqual([pinsOf(second.body), second.body.next], [['list_b', 'list_bare'], null]);
  assert.equal((await owner.call('GET', '/vault?cursor=bm8')).status, 400);
  for (const last of ['𠀀', '𠀁']) await add({ pin: `长${last.repeat(199)}` });
  const long = (await owner.call('GET', `/vault?q=${encodeURIComponent('长')}&limit=1`)).body;
  assert.equal((await owner.call('GET', `/vault?limit=1&cursor=${long.next}`)).status, 200, 'after the longest pin');

  portico.clock.advance(90 * dayMs);
  const later = await signInAtConsole(portico);
  await core.vault.put({ pin: 'list_b', wsKey: 'fresh' }, { actor: 'test' });
  const due = await later.call('GET', '/vault?q=list_&due=true');
  assert.deepEqual(pinsOf(due.body), ['list_a']);
  assert.equal(due.body.items[0].due, true);
  assert.ok(pinsOf((await later.call('GET', '/vault?due=true')).body).includes('list%c'));
});

test('vault reveal: asks for the password again, is in the audit log with its address, and nothing keeps the answer', async () => {
  const client = await signInAtConsole(portico);
  const { id } = await add({ pin: 'reveal', ptKey: 'PT-SECRET' }, client);
  const reveal = (body: object) => client.call('POST', `/vault/${id}/reveal`, { body });
  assert.deepEqual((await reveal({})).body.errors, [{ pointer: '/password', detail: 'It must not be empty.' }]);
  const wrong = await reveal({ password: 'not-the-password' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'password.wrong']);
  assert.equal((await client.call('GET', '/session')).status, 200, 'the session goes on');
  assert.deepEqual(
    (await auditOf(id)).map(([, action]) => action),
    ['vault.created', 'vault.reveal-refused'],
  );
  const right = await reveal({ password });
  assert.deepEqual(right.body, { pin: 'reveal', ptKey: 'PT-SECRET', wsKey: null });
  assert.equal(right.headers.get('cache-control'), 'no-store');
  assert.deepEqual((await auditOf(id)).at(-1), ['account:1', 'vault.revealed', '127.0.0.1']);
  const missing = await client.call('POST', '/vault/999999/reveal', { body: { password } });
  assert.equal(missing.body.code, 'vault.entry_not_found');
});

test('vault reveal: guessing the password waits as at the sign-in, and there too', async () => {
  await createOperator(portico, { handle: 'guessed', password: 'right-password' });
  const client = await signInAtConsole(portico, 'guessed', 'right-password');
  const { id } = await add({ pin: 'guessed', ptKey: 'PT' }, client);
  const reveal = (tried: string) => client.call('POST', `/vault/${id}/reveal`, { body: { password: tried } });
  const answers: string[] = [];
  // The first wait lasts a second.
  portico.clock.stop();
  for (let tries = 0; tries < 6; tries += 1) answers.push((await reveal('wrong')).body.code);
  assert.deepEqual(answers.slice(0, 5), Array(5).fill('password.wrong'));
  assert.equal(answers[5], 'password.too_many_tries');
  const right = await reveal('right-password');
  assert.deepEqual([right.status, right.body.code], [429, 'password.too_many_tries']);
  assert.ok(Number(right.headers.get('retry-after')) >= 1);
  const signIn = { identifier: 'guessed', password: 'right-password' };
  const door = await createManagementClient(portico).call('POST', '/session', { body: signIn });
  assert.equal(door.body.code, 'password.too_many_tries');
  portico.clock.advance(2_000);
  assert.equal((await reveal('right-password')).status, 200);
});

test('vault reveal: guesses are in the audit log, the 1st, the 3rd, the 10th and so on of an hour', async () => {
  const accountId = await createOperator(portico, { handle: 'guesser', password: 'right-password' });
  let client = await signInAtConsole(portico, 'guesser', 'right-password');
  const { id } = await add({ pin: 'guesser', ptKey: 'PT' }, client);
  const guess = () => client.call('POST', `/vault/${id}/reveal`, { body: { password: 'a wrong word' } });
  const traces = async () =>
    await database
      .selectFrom('audit_log')
      .selectAll()
      .where('action', '=', 'vault.reveal-refused')
      .where('actor', '=', `account:${accountId}`)
      .orderBy('id')
      .execute();
  for (let burst = 0; burst < 4; burst += 1) await Promise.all([guess(), guess(), guess()]);
  const found = await traces();
  assert.deepEqual(
    found.map(({ details }) => JSON.parse(details).failures),
    [1, 3, 10],
  );
  for (const { target, address, contract } of found) {
    assert.deepEqual([target, address, contract], [`vault-entry:${id}`, '127.0.0.1', 'console']);
  }
  assert.ok(!JSON.stringify(found).includes('a wrong word'));
  portico.clock.advance(3_601_000);
  client = await signInAtConsole(portico, 'guesser', 'right-password');
  await guess();
  assert.equal((await traces()).length, 4, 'the first of the next hour');
});

test('vault reveal: a program needs the right, and no password', async () => {
  const { id } = await add({ pin: 'program', wsKey: 'WS' }, await signInAtConsole(portico));
  const reader = await programWith('vault:read', 'vault:write');
  assert.equal((await reader.call('POST', `/vault/${id}/reveal`, { body: {} })).status, 403);
  const revealer = await programWith('vault:reveal');
  assert.equal((await revealer.call('POST', `/vault/${id}/reveal`, { body: {} })).body.wsKey, 'WS');
  assert.match((await auditOf(id)).at(-1)?.[0] ?? '', /^api-key:\d+$/);
});

test('panel token: only the owner resets it; the old one ends at once, the new one is told once', async () => {
  await createOperator(portico, { handle: 'some-admin', password: 'right-password' });
  const admin = await signInAtConsole(portico, 'some-admin', 'right-password');
  assert.equal((await admin.call('POST', '/panel-token/reset')).body.code, 'right.missing');
  const count = (token: string) => call(`${portico.url}/openApi/count`, 'GET', undefined, { 'api-token': token });
  assert.equal((await count(credentials.panelToken)).status, 200);
  const { status, body } = await (await signInAtConsole(portico)).call('POST', '/panel-token/reset');
  assert.equal(status, 201);
  assert.match(body.token, /^portico_panel_[0-9A-Za-z]{43}$/);
  assert.deepEqual([(await count(credentials.panelToken)).status, (await count(body.token)).status], [403, 200]);
  const entry = await database
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', 'panel-token.replaced')
    .executeTakeFirstOrThrow();
  assert.deepEqual([entry.actor, entry.address], ['account:1', '127.0.0.1']);
  assert.ok(!JSON.stringify(entry).includes(body.token));
});
