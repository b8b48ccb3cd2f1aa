import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, call, credentials, startPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';
import { testOnSqlite } from './support/tested-database.ts';
import { until } from './support/until.ts';

/** Which contract's envelope an answer wears. */
function wornBy({ body, headers }: Answer): string {
  if (headers.get('content-type')?.startsWith('text/plain; version=')) return 'server';
  if (body?.meta) return 'desktop';
  if (body && 'message' in body && 'code' in body) return 'mobile';
  if (body && 'cmd' in body) return 'staff';
  if (body?.title || headers.get('location') === '/console/') return 'server';
  if (body && 'msg' in body) return body.code === 0 || body.code === 4403 ? 'panel' : 'blog';
  return 'nobody';
}

const ask = (url: string, host: string, path: string, method = 'GET'): Promise<Answer> =>
  sendRaw(url, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);

/** Sends bytes, and resets the connection a moment later. */
async function breakOff(url: string, bytes: string, waitMs: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  await delay(waitMs);
  socket.resetAndDestroy();
}

test('the path decides the contract, whole segments only', async (t) => {
  const { url } = await startPortico(t);
  const table: Array<[string, string]> = [
    ['/api/user/x', 'desktop'],
    ['/api/upgrade', 'desktop'],
    ['/api/heart/x?y=1', 'desktop'],
    ['/api/users', 'mobile'],
    ['/api/heartbeat', 'mobile'],
    ['/api', 'mobile'],
    ['/apix', 'staff'],
    ['/openApi/x', 'panel'],
    ['/openApis', 'staff'],
    ['/blogapi', 'blog'],
    ['/admin/logout/x', 'blog'],
    ['/admin', 'staff'],
    ['/', 'staff'],
    ['/user/a/b', 'staff'],
    ['/console', 'server'],
    ['/management/v1', 'server'],
    ['/docs/nothing', 'server'],
    ['/metrics', 'server'],
    ['http://elsewhere.example/api/nothing', 'mobile'],
  ];
  for (const [path, name] of table) assert.equal(wornBy(await ask(url, 'x', path)), name, path);
});

test('a contract can have a port and a host name of its own, where the server’s own paths still answer', async (t) => {
  const { portico, url } = await startPortico(t, { PORTICO_STAFF_PORT: '0', PORTICO_BLOG_HOST: 'blog.example.com' });
  const port = portico.listeners.find((listener) => listener.purpose === 'staff')?.address.port;
  assert.equal(wornBy(await call(`http://127.0.0.1:${port}/api/personal/info`, 'GET')), 'staff');
  assert.equal((await call(`http://127.0.0.1:${port}/healthz`, 'GET')).status, 200);
  assert.equal(wornBy(await ask(url, 'blog.example.com:8888', '/api/personal/info')), 'blog');
  assert.equal((await ask(url, 'BLOG.example.com', '/healthz')).status, 200);
  for (const path of ['/console/', '/management/v1/session']) {
    assert.equal(wornBy(await ask(url, 'blog.example.com', path)), 'blog', path);
    assert.notEqual((await ask(url, 'other.example.com', path)).status, 404, path);
  }
  assert.equal(wornBy(await ask(url, 'other.example.com', '/api/personal/info')), 'mobile');
});

test('a contract that is turned off is not there, and the others are', async (t) => {
  const { url } = await startPortico(t, { PORTICO_MOBILE_ENABLED: 'false', PORTICO_STAFF_ENABLED: 'false' });
  assert.equal(wornBy(await call(`${url}/api/personal/info`, 'GET')), 'server');
  assert.equal(wornBy(await call(`${url}/login`, 'POST', {})), 'server');
  assert.equal(wornBy(await call(`${url}/api/heart/check`, 'POST', {})), 'desktop');
});

test('any origin may call without credentials; an allow-list may send them', async (t) => {
  const open = await startPortico(t);
  const preflight = { origin: 'https://a.example', 'access-control-request-method': 'POST' };
  for (const path of ['/api/user/sendCode', '/api/auth/register', '/login', '/openApi/updateCookie', '/blogapi/reg']) {
    const answer = await call(open.url + path, 'OPTIONS', undefined, preflight);
    assert.equal(answer.status, 204, path);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*', path);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null, path);
  }
  const failed = await call(`${open.url}/api/nothing`, 'GET', undefined, { origin: 'https://a.example' });
  assert.equal(failed.headers.get('access-control-allow-origin'), '*');
  assert.match(failed.headers.get('access-control-expose-headers') ?? '', /X-Request-Id.*X-Captcha-Id/);

  const listed = await startPortico(t, { PORTICO_CORS_ORIGINS: 'https://a.example' });
  const allowed = await call(`${listed.url}/blogapi/reg`, 'OPTIONS', undefined, preflight);
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://a.example');
  assert.equal(allowed.headers.get('access-control-allow-credentials'), 'true');
  const foreign = { ...preflight, origin: 'https://b.example' };
  const refused = await call(`${listed.url}/blogapi/reg`, 'OPTIONS', undefined, foreign);
  assert.equal(refused.headers.get('access-control-allow-origin'), null);
});

test('a body that is longer than its Content-Length says is malformed, and no path that nobody has', async (t) => {
  const { url } = await startPortico(t);
  const body = '{"nickname":"somebody","passwd":"something"}';
  for (const [path, name] of [
    ['/login', 'staff'],
    ['/management/v1/session', 'server'],
  ] as const) {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const answer = await sendRaw(url, `${head}Content-Length: ${body.length - 7}\r\n\r\n${body}`);
    assert.deepEqual([answer.status, wornBy(answer)], [400, name], path);
  }
  assert.equal((await sendRaw(url, 'FOO /login HTTP/1.1\r\nHost: x\r\n\r\n')).status, 404);
});

test('TRACE is a method that nobody has, and nothing is told back', async (t) => {
  const { url } = await startPortico(t);
  for (const path of [
    '/api/user/x',
    '/api/faq',
    '/login',
    '/openApi/count',
    '/blogapi/login',
    '/management/v1/session',
  ]) {
    const answer = await sendRaw(url, `TRACE ${path} HTTP/1.1\r\nHost: x\r\nX-Secret: told-to-nobody\r\n\r\n`);
    assert.ok(answer.status >= 400, path);
    assert.doesNotMatch(JSON.stringify([answer.body, ...answer.headers]), /told-to-nobody/, path);
  }
});

test('a caller that breaks off after CONNECT, or after bytes that are no HTTP, takes nobody down', async (t) => {
  const { url } = await startPortico(t);
  for (const bytes of ['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /\u0000 HTTP/1.1\r\n\r\n']) {
    for (let time = 0; time < 40; time += 1) await breakOff(url, bytes, time % 4);
  }
  assert.equal((await call(`${url}/healthz`, 'GET')).status, 200);
});

test('a connection that was refused ends, however much its caller goes on sending', async (t) => {
  const { url } = await startPortico(t);
  for (const bytes of ['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', '\u0001\r\n\r\n']) {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.on('error', () => {}).resume();
    const dribbling = setInterval(() => socket.write('x'), 200);
    socket.write(bytes);
    // Not `once`, which fails for the reset that a caller gets who goes on for too long.
    const closed = new Promise((resolve) => socket.on('close', () => resolve(true)));
    assert.ok(await Promise.race([closed, delay(20_000, false, { ref: false })]), JSON.stringify(bytes));
    clearInterval(dribbling);
  }
});

test('requests that come at once on one connection are answered one after another, and too many not at all', async (t) => {
  const { url, portico } = await startPortico(t);
  const { core } = portico.house;
  const { key } = await core.apiKeys.create({ name: 'x', rights: ['releases:write'] }, { actor: 'cli' });
  const form = new FormData();
  form.append('version', '1');
  form.append('file', new Blob([Buffer.alloc(8_000_000)]), 'tool.bin');
  const { body } = await call(`${url}/api/upgrade/upload`, 'POST', form, { authorization: `Bearer ${key}` });
  const request = `GET ${body.data.path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const { hostname, port } = new URL(url);

  const greedy = connect(Number(port), hostname).on('error', () => {});
  greedy.pause();
  greedy.write(request.repeat(50));
  await until(() => countOpen('/files/') > 0);
  await delay(300);
  assert.equal(countOpen('/files/'), 1);
  greedy.destroy();
  await until(() => countOpen('/files/') === 0);

  const patient = connect(Number(port), hostname);
  const head = 'HTTP/1.1\r\nHost: x\r\n';
  const chunks: Buffer[] = [];
  patient.on('data', (chunk: Buffer) => chunks.push(chunk));
  patient.write(`GET /captcha ${head}\r\nGET /healthz ${head}\r\nGET /api/nothing ${head}Connection: close\r\n\r\n`);
  await once(patient, 'close');
  const statuses = [
    ...Buffer.concat(chunks)
      .toString('latin1')
      .matchAll(/HTTP\/1\.1 (\d+)/g),
  ].map(([, status]) => status);
  assert.deepEqual(statuses, ['200', '200', '404']);

  const flood = connect(Number(port), hostname).on('error', () => {});
  // Not `once`, which fails for the reset of a connection that has sent more than anybody read.
  const closed = new Promise((resolve) => flood.on('close', resolve));
  flood.resume().write(request.repeat(500));
  await closed;
  assert.equal((await call(`${url}/healthz`, 'GET')).status, 200);
});

/** How many files of this process, which serves, are open below such a folder. */
function countOpen(folder: string): number {
  const nameOf = (descriptor: string): string => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  };
  return readdirSync('/proc/self/fd').filter((descriptor) => nameOf(descriptor).includes(folder)).length;
}

test('HEAD answers wherever GET does, without a body', async (t) => {
  const { url } = await startPortico(t);
  for (const path of ['/healthz', '/captcha', '/api/personal/info', '/openApi/count']) {
    const answer = await fetch(url + path, { method: 'HEAD' });
    assert.notEqual(answer.status, 404, path);
    assert.equal(await answer.text(), '', path);
  }
});

// On PostgreSQL the question has a connection of its own, and servers that stop and hang are tested with several nodes.
testOnSqlite('readyz tells apart a server that can answer from one whose database is gone', async (t) => {
  const { url, portico } = await startPortico(t);
  assert.equal((await call(`${url}/readyz`, 'GET')).status, 200);
  await portico.house.database.destroy();
  assert.equal((await call(`${url}/readyz`, 'GET')).status, 503);
  assert.equal((await call(`${url}/healthz`, 'GET')).status, 200);
});

test('a path parameter far too long is told by its field’s rule, with every header of an answer', async (t) => {
  const { url } = await startPortico(t);
  const long = 'x'.repeat(5_000);
  for (const path of [`/api/faq/${long}`, `/user/${long}`, `/api/push/switch/${long}`]) {
    const answer = await call(url + path, 'GET');
    assert.equal(answer.status, 200, path.slice(0, 20));
    assert.ok(answer.headers.get('x-request-id'));
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  }
});

test('every answer of every door tells its type, and forbids guessing it, framing it, running anything in it and keeping it', async (t) => {
  const at = await startPortico(t);
  const paths = [
    '/api/faq',
    '/api/user/none',
    '/dist/none.exe',
    '/captcha',
    '/user/1',
    '/openApi/count',
    '/blogapi/none',
    '/',
  ];
  const own = [
    '/healthz',
    '/readyz',
    '/metrics',
    '/avatars/none.png',
    '/management/v1/accounts',
    '/management/openapi.json',
  ];
  const answers = await Promise.all([...paths, ...own, '/api/%zz'].map(async (path) => await fetch(at.url + path)));
  answers.push(await fetch(`${at.url}/openApi/count`, { method: 'OPTIONS' }));
  for (const answer of answers) {
    const { url, headers } = answer;
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/, url);
    assert.match(headers.get('content-security-policy') ?? '', /base-uri 'none'/, url);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', url);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', url);
    const text = await answer.text();
    if (text !== '') assert.match(headers.get('content-type') ?? '', /^(application|text)\/.*; charset=utf-8$/, url);
    if (!url.includes('openapi.json')) assert.equal(headers.get('cache-control'), 'no-store', url);
  }
  const broken = await sendRaw(at.url, 'GET /api/x HTTP/1.1\r\nBad Header\r\n\r\n');
  assert.match(broken.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  assert.equal(broken.headers.get('cache-control'), 'no-store');
});

test('a console with a port of its own is there alone, beside the avatars that it shows', async (t) => {
  const at = await startPortico(t, {
    PORTICO_CONSOLE_PORT: '0',
    PORTICO_CONSOLE_ADDRESS: '127.0.0.1',
    PORTICO_PUBLIC_URL: 'https://accounts.example.com',
  });
  const own = `http://127.0.0.1:${at.portico.listeners.find(({ purpose }) => purpose === 'console')?.address.port}`;
  const status = async (url: string): Promise<number> => (await call(url, 'GET')).status;
  assert.deepEqual(
    await Promise.all(['/management/openapi.json', '/management/v1/branding'].map((path) => status(own + path))),
    [200, 200],
  );
  const owner = { identifier: 'owner', password: credentials.ownerPassword };
  const { body, headers } = await call(`${own}/management/v1/session`, 'POST', owner);
  const signedIn = { cookie: headers.get('set-cookie')?.split(';', 1)[0] ?? '', 'x-csrf-token': body.csrfToken };
  const made = await call(`${own}/management/v1/accounts`, 'POST', { handle: 'linked', resetLink: true }, signedIn);
  assert.equal(made.body.resetLink?.url, null, 'the public address does not lead to the page');
  for (const path of ['/console/', '/management/openapi.json', '/management/v1/branding']) {
    assert.equal(await status(at.url + path), 404, path);
  }
  for (const path of ['/api/personal/info', '/user/list', '/readyz']) assert.equal(await status(own + path), 404, path);
  assert.equal(await status(`${own}/healthz`), 200);
});
