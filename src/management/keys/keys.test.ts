import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient, sign } from '../../../test/support/blog.ts';
import { toQuery } from '../../../test/support/encodings.ts';
import { createManagementClient, createOperator, signInAtConsole } from '../../../test/support/management.ts';
import { call, credentials, startPortico } from '../../../test/support/portico.ts';

const portico = await startPortico({ after });
const { database } = portico.portico.house;
let owner = await signInAtConsole(portico);
await createOperator(portico, { handle: 'some-admin', password: 'right-password' });
let admin = await signInAtConsole(portico, 'some-admin', 'right-password');

/** A signed read of the blog with that key. */
async function read(pair: { authKey: string; secret: string }): Promise<number> {
  const parameters = { ...sign({}, portico.clock.now(), pair.secret), auth_key: pair.authKey };
  return (await call(`${portico.url}/blogapi/service/captcha?${toQuery(parameters)}`, 'GET')).status;
}

test('signing keys: made with a secret that is told once, used by the blog, disabled for good', async () => {
  const made = await owner.call('POST', '/signing-keys', { body: { name: ' 前端 ' } });
  assert.deepEqual([made.status, made.body.name, made.body.state], [201, '前端', 'live']);
  assert.equal(await read(made.body), 200);
  const one = await owner.call('GET', `/signing-keys/${made.body.id}`);
  const list = await admin.call('GET', '/signing-keys');
  assert.equal(list.body.items[0].authKey, made.body.authKey);
  for (const { body } of [one, list]) assert.ok(!JSON.stringify(body).includes(made.body.secret));
  const { version } = made.body;
  const disabled = await owner.call('POST', `/signing-keys/${made.body.id}/disable`, { version });
  assert.deepEqual([disabled.status, disabled.body.state], [200, 'disabled']);
  assert.equal(await read(made.body), 514);
  assert.equal((await owner.call('POST', `/signing-keys/${made.body.id}/disable`, { version })).status, 412);
});

test('signing keys: a rotated key works beside its successor until the overlap ends', async () => {
  const { body: old } = await owner.call('POST', '/signing-keys', { body: { name: 'rotated' } });
  const path = `/signing-keys/${old.id}/rotate`;
  const rotated = await owner.call('POST', path, { version: old.version, body: { overlapHours: 1 } });
  assert.equal(rotated.status, 201);
  const { ending, successor } = rotated.body;
  assert.deepEqual([ending.state, successor.name, successor.state], ['ending', 'rotated', 'live']);
  assert.equal(rotated.headers.get('etag'), `"${ending.version}"`);
  assert.deepEqual([await read(old), await read(successor)], [200, 200]);
  portico.clock.advance(3_600_000);
  owner = await signInAtConsole(portico);
  admin = await signInAtConsole(portico, 'some-admin', 'right-password');
  assert.deepEqual([await read(old), await read(successor)], [514, 200]);
  const again = await owner.call('POST', path, { version: ending.version, body: { overlapHours: 1 } });
  assert.deepEqual([again.status, again.body.code], [409, 'signing_key.ended']);
  assert.ok(await createBlogClient(portico).get('/blogapi/service/captcha'));
});

test('signing keys: a rotation that is sent twice with one Idempotency-Key makes one successor', async () => {
  const { body: old } = await owner.call('POST', '/signing-keys', { body: { name: 'twice' } });
  const rotate = () =>
    owner.call('POST', `/signing-keys/${old.id}/rotate`, {
      version: old.version,
      body: { overlapHours: 0 },
      headers: { 'idempotency-key': 'rotate-twice' },
    });
  const [first, second] = [await rotate(), await rotate()];
  assert.deepEqual(second.body, first.body);
  const { body } = await owner.call('GET', '/signing-keys');
  assert.equal(body.items.filter(({ name }: { name: string }) => name === 'twice').length, 2);
});

test('API keys: made with some rights until some day, told once, known by their last characters, revoked for good', async () => {
  const expiresAt = new Date(portico.clock.now() + 86_400_000).toISOString();
  const made = await owner.call('POST', '/api-keys', { body: { name: 'ci', rights: ['vault:read'], expiresAt } });
  assert.equal(made.status, 201);
  const { key, id } = made.body;
  assert.deepEqual([made.body.hint, made.body.expiresAt, made.body.lastUsedAt], [key.slice(-4), expiresAt, null]);
  const program = createManagementClient(portico, { authorization: `Bearer ${key}` });
  assert.equal((await program.call('GET', '/vault')).status, 200);
  assert.equal((await program.call('POST', '/vault', { body: { pin: 'a' } })).body.code, 'right.missing');
  const one = await admin.call('GET', `/api-keys/${id}`);
  assert.notEqual(one.body.lastUsedAt, null);
  assert.ok(!JSON.stringify([one.body, (await admin.call('GET', '/api-keys')).body]).includes(key));
  const revoked = await owner.call('POST', `/api-keys/${id}/revoke`, { version: one.body.version });
  assert.deepEqual([revoked.status, revoked.body.state], [200, 'revoked']);
  assert.equal((await program.call('GET', '/vault')).body.code, 'api_key.wrong');
});

test('API keys: one expires to the minute it was given', async () => {
  const expiresAt = new Date(portico.clock.now() + 60_000).toISOString();
  const { body } = await owner.call('POST', '/api-keys', {
    body: { name: 'short', rights: ['vault:read'], expiresAt },
  });
  const program = createManagementClient(portico, { authorization: `Bearer ${body.key}` });
  assert.equal((await program.call('GET', '/vault')).status, 200);
  portico.clock.advance(60_000);
  assert.equal((await program.call('GET', '/vault')).body.code, 'api_key.wrong');
  assert.equal((await owner.call('GET', `/api-keys/${body.id}`)).body.state, 'expired');
});

test('keys: only the owner makes, replaces and ends them; nothing that widens rights can be given to a program', async () => {
  const { body: key } = await owner.call('POST', '/signing-keys', { body: { name: 'kept' } });
  const attempts: Array<[path: string, body?: object]> = [
    ['/signing-keys', { name: 'x' }],
    [`/signing-keys/${key.id}/rotate`, { overlapHours: 1 }],
    [`/signing-keys/${key.id}/disable`],
    ['/api-keys', { name: 'x', rights: ['vault:read'] }],
    ['/api-keys/1/revoke'],
  ];
  for (const [path, body] of attempts) {
    const { status, body: problem } = await admin.call('POST', path, { version: key.version, body });
    assert.deepEqual([status, problem.code], [403, 'right.missing'], path);
  }
  for (const right of ['roles:write', 'keys:write', 'keys:read', 'settings:write', 'everything']) {
    const { status } = await owner.call('POST', '/api-keys', { body: { name: 'x', rights: [right] } });
    assert.equal(status, 400, right);
  }
});

test('keys: fields that break their rule are named', async () => {
  const bad: Array<[path: string, body: object, pointer: string]> = [
    ['/signing-keys', { name: '' }, '/name'],
    ['/signing-keys', { name: 'a\nb' }, '/name'],
    ['/signing-keys', { name: 'x'.repeat(101) }, '/name'],
    ['/api-keys', { name: 'x', rights: [] }, '/rights'],
    ['/api-keys', { name: 'x', rights: ['vault:read', 'vault:read'] }, '/rights'],
    ['/api-keys', { name: 'x', rights: ['vault:read'], expiresAt: 'tomorrow' }, '/expiresAt'],
    ['/api-keys', { name: 'x', rights: ['vault:read'], expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
  ];
  for (const [path, body, pointer] of bad) {
    const { status, body: problem } = await owner.call('POST', path, { body });
    assert.deepEqual([status, problem.errors?.[0]?.pointer], [400, pointer], JSON.stringify(body));
  }
});

test('keys: what was told once is nowhere in the audit log', async () => {
  const { body: pair } = await owner.call('POST', '/signing-keys', { body: { name: 'audited' } });
  const { body: program } = await owner.call('POST', '/api-keys', {
    body: { name: 'audited', rights: ['vault:read'] },
  });
  const log = JSON.stringify(await database.selectFrom('audit_log').selectAll().execute());
  assert.ok(log.includes('signing-key.created') && log.includes('api-key.created'));
  for (const secret of [pair.secret, program.key, credentials.blogSecret]) assert.ok(!log.includes(secret));
});
