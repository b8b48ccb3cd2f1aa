import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBlogClient } from './support/blog.ts';
import { useEveryDoor } from './support/every-door.ts';
import { call, startPortico, type TestPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';
import { startReceiver } from './support/webhook-receiver.ts';

type Line = Record<string, unknown>;

/** A server whose log is kept, and what it holds so far. */
async function startLogged(context: TestContext, environment: Record<string, string> = {}, overrides = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-log-'));
  const file = join(folder, 'log');
  const logDescriptor = openSync(file, 'a');
  const settings = { PORTICO_LOG_LEVEL: 'trace', ...environment };
  const at = await startPortico(context, settings, { logDescriptor, ...overrides });
  context.after(() => {
    closeSync(logDescriptor);
    rmSync(folder, { recursive: true });
  });
  const text = (): string => readFileSync(file, 'utf8');
  const lines = (): Line[] =>
    text()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  return { at, text, lines };
}

const requestsIn = (lines: Line[]): Line[] => lines.filter(({ msg }) => msg === 'request');

test('log: with all requests wanted each has one line with its id, contract, route, status and duration', async (context) => {
  const { at, lines } = await startLogged(context, { PORTICO_ACCESS_LOG: 'all' });
  const answer = await call(`${at.url}/user/77?token=x`, 'GET');
  await call(`${at.url}/healthz`, 'GET');
  await sendRaw(at.url, 'GET /api/x HTTP/1.1\r\nBad Header\r\n\r\n');
  const [user, health, refused, ...more] = requestsIn(lines());
  assert.deepEqual(more, []);
  const { level, time, msg, durationMs, ...told } = user as Line;
  assert.deepEqual([level, msg, typeof time, typeof durationMs], [30, 'request', 'number', 'number']);
  assert.deepEqual(told, {
    requestId: answer.headers.get('x-request-id'),
    contract: 'staff',
    method: 'GET',
    route: '/user/:id',
    status: 200,
    code: 'session.missing',
  });
  assert.deepEqual(
    [health?.contract, health?.route, health?.status, health?.code],
    ['server', '/healthz', 200, undefined],
  );
  assert.deepEqual([refused?.contract, refused?.route, refused?.status], ['mobile', 'unknown', 400]);
});

test('log: with failures wanted only they have one, and unless told no request has', async (context) => {
  const failures = await startLogged(context, { PORTICO_ACCESS_LOG: 'failures' });
  await call(`${failures.at.url}/healthz`, 'GET');
  await call(`${failures.at.url}/api/personal/info`, 'GET');
  assert.deepEqual(
    requestsIn(failures.lines()).map(({ code }) => code),
    ['session.missing'],
  );
  const quiet = await startLogged(context);
  await call(`${quiet.at.url}/api/personal/info`, 'GET');
  assert.deepEqual(requestsIn(quiet.lines()), []);
});

test('log: an id is taken from a trusted proxy alone, and only one that can do no harm', async (context) => {
  const ask = async (at: TestPortico, id: string): Promise<string | null> =>
    (await call(`${at.url}/healthz`, 'GET', undefined, { 'x-request-id': id })).headers.get('x-request-id');
  const { at, lines } = await startLogged(context, { PORTICO_TRUSTED_PROXIES: '127.0.0.1', PORTICO_ACCESS_LOG: 'all' });
  assert.equal(await ask(at, '0af7651916cd43dd8448eb211c80319c'), '0af7651916cd43dd8448eb211c80319c');
  assert.equal(requestsIn(lines())[0]?.requestId, '0af7651916cd43dd8448eb211c80319c');
  for (const id of ['short', 'x'.repeat(65), 'with blanks in it', 'a"b":"c;d,e', '<script>alert'])
    assert.notEqual(await ask(at, id), id, id);
  const untrusting = await startPortico(context);
  assert.notEqual(await ask(untrusting, '0af7651916cd43dd8448eb211c80319c'), '0af7651916cd43dd8448eb211c80319c');
});

test('log: a fault is told with its request, and so is the job that a request caused', async (context) => {
  const fail = async (): Promise<never> => {
    throw new Error('the vendor said password=shown-by-vendor to 13800138000');
  };
  const overrides = { email: { send: fail }, sms: { sendCode: fail } };
  const { at, lines } = await startLogged(context, {}, overrides);
  const sent = await call(`${at.url}/api/user/sendCode`, 'POST', { account: '13800138000' });
  assert.equal(sent.status, 500);
  const fault = lines().find(({ msg }) => msg === 'fault');
  assert.deepEqual(
    [fault?.requestId, fault?.contract, fault?.method, fault?.route, fault?.status, typeof fault?.durationMs],
    [sent.headers.get('x-request-id'), 'desktop', 'POST', '/api/user/sendCode', 500, 'number'],
  );
  const registered = await createBlogClient(at).register('writer');
  await at.portico.house.jobs.runDue();
  const failed = lines().filter(({ msg }) => msg === 'job failed');
  assert.ok(failed.length > 0);
  for (const line of failed) {
    assert.deepEqual([line.kind, line.requestId], ['email', registered.headers.get('x-request-id')]);
  }
  assert.doesNotMatch(JSON.stringify(lines()), /shown-by-vendor|13800138000/);
});

test('log: nothing that anybody proves who they are with is in it, after every door was used rightly and wrongly', async (context) => {
  const receiver = await startReceiver(context);
  receiver.answer = (response) => response.writeHead(500).end('signature=answered-with-a-secret');
  const { at, text, lines } = await startLogged(context, {
    PORTICO_ACCESS_LOG: 'all',
    PORTICO_METRICS_TOKEN: 'metrics-token-that-is-secret',
    PORTICO_SECRET_KEY: 'root-key-that-is-secret-0123456789',
  });
  const secrets = await useEveryDoor(at, receiver.url);
  for (const [what, value] of [
    ['receiver', 'answered-with-a-secret'],
    ['root key', 'root-key-that-is-secret-0123456789'],
    ['metrics token', 'metrics-token-that-is-secret'],
  ] as const)
    secrets.set(what, value);
  assert.ok(secrets.size > 30, `${secrets.size} secrets`);
  assert.ok(requestsIn(lines()).length > 40);
  assert.ok(
    lines().some(({ msg }) => msg === 'job failed'),
    'the webhook failed',
  );
  const log = text();
  for (const [what, value] of secrets) {
    assert.ok(value.length >= 5, what);
    assert.ok(!holds(log, value), `${what} is in the log: ${value}`);
  }
});

/** A code of few signs may be a part of a longer number by chance: it counts where it stands alone. */
function holds(log: string, secret: string): boolean {
  return secret.length >= 8 ? log.includes(secret) : new RegExp(`(?<![\\w.-])${secret}(?![\\w.-])`).test(log);
}
