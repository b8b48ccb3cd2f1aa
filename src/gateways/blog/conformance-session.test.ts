import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { assertFailure, blogContext, createBlogClient, md5, sign } from '../../../test/support/blog.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import type { Core } from '../../core/core.ts';
import { DomainError, type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import { createGateway } from '../gateway.ts';
import { writeError } from './errors.ts';
import { blog } from './index.ts';
import { viewUser } from './views.ts';

const at = await startPortico({ after });
const client = createBlogClient(at);
const { core, logger } = at.portico.house;

const logout = (headers: Record<string, string>) => client.get('/admin/logout', {}, headers);

async function signIn(account: string): Promise<string> {
  await client.register(account);
  return (await client.login(account)).body.data.token;
}

/** The blog's gateway over a core of which some operations fail. */
async function serveBroken(context: TestContext, broken: Partial<Core>) {
  const gateway = await createGateway(blog, blogContext({ ...core, ...broken }, logger));
  const server = createServer((request, response) => {
    request.headers['x-request-id'] = 'given-by-the-edge';
    gateway.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    server.close();
    server.closeAllConnections();
    await gateway.close();
  });
  return createBlogClient({ ...at, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

test('blog logout: example of the document, field by field: code and msg alone; ends this session, no other', async () => {
  const token = await signIn('leaver');
  const other = (await client.login('leaver', '111111', { note: 'another device' })).body.data.token;
  const answer = await logout({ 'access-token': token });
  assert.equal(answer.status, 200);
  assert.equal(JSON.stringify(answer.body), '{"code":200,"msg":"success"}');
  assertFailure(await logout({ 'access-token': token }), 401);
  assert.equal((await logout({ 'access-token': other })).status, 200);
});

test('blog session: the token may come as access-token or as Authorization: Bearer; access-token wins', async () => {
  const token = await signIn('bearer');
  assertFailure(await logout({ 'access-token': 'x', authorization: `Bearer ${token}` }), 521);
  assert.equal((await logout({ authorization: `Bearer ${token}` })).status, 200);
});

test('blog session: what this contract did not sign is 521', async () => {
  const token = await signIn('forger');
  const [header, , signature] = token.split('.') as [string, string, string];
  const payload = Buffer.from(JSON.stringify({ sid: 1, user_id: 1, exp: 9e9 })).toString('base64url');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const forged = [
    'x',
    'a.b.c',
    `${header}.${payload}.${signature}`,
    `${none}.${payload}.`,
    token.slice(0, -2),
    `${token}.x`,
  ];
  for (const wrong of forged) assertFailure(await logout({ 'access-token': wrong }), 521, wrong);
  const foreign = core.sessions.sign({ id: 1, contract: 'staff', createdAt: 0, expiresAt: 9e12 }, {});
  assertFailure(await logout({ 'access-token': foreign }), 521, 'another door’s');
});

test('blog session: a token past its 30 days is 402, one minute before it is taken', async () => {
  const [first, second] = [await signIn('monthly'), await signIn('monthly2')];
  at.clock.advance(30 * 86_400_000 - 60_000);
  assert.equal((await logout({ 'access-token': first })).status, 200);
  at.clock.advance(60_000);
  assertFailure(await logout({ 'access-token': second }), 402);
  at.clock.set(Date.now());
});

test('blog session: a frozen account’s token is 401 with the next request', async () => {
  const token = await signIn('freezing');
  const { id } = (await core.accounts.findBy({ kind: 'handle', handleKey: 'freezing' })) ?? assert.fail();
  await core.accounts.setStatus(id, 'frozen', 'cli');
  assertFailure(await logout({ 'access-token': token }), 401);
});

test('blog session: the signature is judged before the session', async () => {
  const token = await signIn('ordered');
  const unsigned = await call(`${at.url}/admin/logout`, 'GET', undefined, { 'access-token': token });
  assertFailure(unsigned, 512);
  assertFailure(await call(`${at.url}/admin/logout`, 'GET'), 512);
  assert.equal((await logout({ 'access-token': token })).status, 200);
});

test('blog login: a token that cannot be signed is 520', async (t) => {
  await client.register('tokenless');
  const sign = (): never => {
    throw new DomainError('session.cannot_sign');
  };
  const broken = await serveBroken(t, { sessions: { ...core.sessions, sign } });
  assertFailure(await broken.login('tokenless'), 520);
});

test('blog *: a database that is away is 504, a fault 500, neither tells its cause, and both may be tried again', async (t) => {
  const faults = [
    [Object.assign(new Error('SELECT secret'), { code: 'SQLITE_BUSY' }), 504],
    [new Error('/etc/secret'), 500],
  ] as const;
  for (const [error, code] of faults) {
    const signIn = { ...core.signIn, withPassword: () => Promise.reject(error) };
    const broken = await serveBroken(t, { signIn });
    const parameters = sign({ account: `fault${code}`, password: md5('x') }, at.clock.now());
    const answer = await broken.send('/blogapi/login', parameters);
    assertFailure(answer, code);
    assert.doesNotMatch(JSON.stringify(answer.body), /secret/);
    assertFailure(await client.send('/blogapi/login', parameters), 401, 'the mark was taken back');
  }
});

test('blog *: a write whose mark cannot be kept is not told as done', async (t) => {
  await client.register('unmarked');
  const away = new DomainError('database.unavailable');
  const claim = async () => ({ keep: () => Promise.reject(away), release: () => Promise.reject(away) });
  const broken = await serveBroken(t, { replays: { ...core.replays, claim } });
  assertFailure(await broken.login('unmarked'), 504);
  assertFailure(await broken.login('unmarked', 'x'), 401, 'a failure stays what it was');
});

test('blog *: status is a view of the account’s', async () => {
  await client.register('viewed');
  const { id } = (await core.accounts.findBy({ kind: 'handle', handleKey: 'viewed' })) ?? assert.fail();
  const statusOf = async () => viewUser(await core.accounts.get(id)).status;
  assert.equal(await statusOf(), 'pending');
  for (const [status, shown] of [
    ['waiting', 'pending'],
    ['rejected', 'reject'],
    ['frozen', 'freeze'],
  ] as const) {
    await core.accounts.setStatus(id, status, 'cli');
    assert.equal(await statusOf(), shown);
  }
});

test('blog *: every failure there is has a code of the document, as HTTP status too, and words in Chinese', () => {
  const documented = new Set([201, 400, 401, 402, 403, 404, 500, 504, 511, 512, 513, 514, 520, 521]);
  const said = new Set<number>();
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { status, body } = writeError(new DomainError(code));
    const { code: bodyCode, msg } = body as { code: number; msg: string };
    assert.ok(documented.has(status), code);
    assert.equal(bodyCode, status, code);
    assert.match(msg, /\p{Script=Han}/u, code);
    said.add(status);
  }
  assert.deepEqual(said, documented);
});
