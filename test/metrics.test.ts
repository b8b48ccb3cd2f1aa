import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { dataPaths } from '../src/config.ts';
import { createBlogClient } from './support/blog.ts';
import { signInAtDesktop } from './support/desktop.ts';
import { createManagementClient, signInAtConsole } from './support/management.ts';
import { createMobileClient, mobilePassword, newPhone } from './support/mobile.ts';
import { call, credentials, startPortico, type TestPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';
import { scrape } from './support/scrape.ts';
import { idOf, logIn, newStaffFields, signUpForm } from './support/staff.ts';
import { startReceiver, status } from './support/webhook-receiver.ts';

const at = await startPortico({ after });
const mobile = createMobileClient(at);
const blog = createBlogClient(at);

const requests = 'portico_http_requests_total';
type Labels = Record<string, string>;

/** How much each of these grew while `work` was done. */
async function growth(
  work: () => Promise<unknown>,
  wanted: ReadonlyArray<readonly [name: string, labels: Labels]>,
  server: TestPortico = at,
): Promise<number[]> {
  const before = await scrape(server);
  await work();
  const now = await scrape(server);
  return wanted.map(([name, labels]) => now.sum(name, labels) - before.sum(name, labels));
}

const oneRequest = (contract: string, route: string, method: string, code: number, outcome: string) =>
  [requests, { contract, route, method, status: String(code), outcome }] as const;

test('metrics: a request counts once, by contract, pattern, method, status and what came of it, at every door', async () => {
  const panel = { 'api-token': credentials.panelToken };
  const table: Array<[work: () => Promise<unknown>, counted: ReturnType<typeof oneRequest>]> = [
    [
      () => call(`${at.url}/api/upgrade/checkVersion`, 'POST'),
      oneRequest('desktop', '/api/upgrade/checkVersion', 'POST', 404, 'not_found'),
    ],
    [
      () => call(`${at.url}/api/personal/info?phone=13900000000`, 'GET'),
      oneRequest('mobile', '/api/personal/info', 'GET', 200, 'unauthenticated'),
    ],
    [() => call(`${at.url}/api/faq/7`, 'GET'), oneRequest('mobile', '/api/faq/:id', 'GET', 200, 'unauthenticated')],
    [() => call(`${at.url}/user/12345`, 'GET'), oneRequest('staff', '/user/:id', 'GET', 200, 'unauthenticated')],
    [() => call(`${at.url}/captcha`, 'GET'), oneRequest('staff', '/captcha', 'GET', 200, 'ok')],
    [
      () => call(`${at.url}/openApi/count`, 'GET', undefined, panel),
      oneRequest('panel', '/openApi/count', 'GET', 200, 'ok'),
    ],
    [
      () => call(`${at.panelUrl}/openApi/count`, 'GET'),
      oneRequest('panel', '/openApi/count', 'GET', 403, 'unauthenticated'),
    ],
    [() => blog.get('/blogapi/service/captcha'), oneRequest('blog', '/blogapi/service/captcha', 'GET', 200, 'ok')],
    [
      () => call(`${at.url}/blogapi/login`, 'POST', {}),
      oneRequest('blog', '/blogapi/login', 'POST', 512, 'unauthenticated'),
    ],
    [
      () => call(`${at.url}/management/v1/session`, 'GET'),
      oneRequest('management', '/management/v1/session', 'GET', 401, 'unauthenticated'),
    ],
    [() => call(`${at.url}/healthz`, 'GET'), oneRequest('server', '/healthz', 'GET', 200, 'ok')],
    [
      () => call(`${at.url}/avatars/${'a'.repeat(32)}.png`, 'GET'),
      oneRequest('server', '/avatars', 'GET', 404, 'not_found'),
    ],
  ];
  for (const [work, [name, labels]] of table) {
    const seconds = { contract: labels.contract, route: labels.route, method: labels.method };
    const counted = await growth(work, [
      [name, labels],
      ['portico_http_request_duration_seconds_count', seconds],
    ]);
    assert.deepEqual(counted, [1, 1], JSON.stringify(labels));
  }
});

test('metrics: what nobody has, what is malformed and what the parser refuses count, each at its door', async () => {
  const table: Array<[work: () => Promise<unknown>, contract: string, code: number, outcome: string, failure: string]> =
    [
      [() => call(`${at.url}/api/nothing/1`, 'GET'), 'mobile', 404, 'not_found', 'request.unknown_path'],
      [() => call(`${at.url}/api/user/nothing`, 'GET'), 'desktop', 400, 'not_found', 'request.unknown_path'],
      [() => call(`${at.url}/nothing`, 'GET'), 'staff', 404, 'not_found', 'request.unknown_path'],
      [
        () => sendRaw(at.url, 'GET /blogapi/%zz HTTP/1.1\r\nHost: x\r\n\r\n'),
        'blog',
        400,
        'invalid',
        'request.malformed',
      ],
      [
        () => sendRaw(at.url, 'GET /openApi/x HTTP/1.1\r\nBad Header\r\n\r\n'),
        'panel',
        400,
        'invalid',
        'request.malformed',
      ],
      [
        () => sendRaw(at.url, 'BREW /api/x HTTP/1.1\r\nHost: x\r\n\r\n'),
        'mobile',
        404,
        'not_found',
        'request.unknown_path',
      ],
    ];
  for (const [work, contract, code, outcome, failure] of table) {
    const counted = await growth(work, [
      [requests, { contract, route: 'unknown', status: String(code), outcome }],
      [requests, { contract }],
      ['portico_http_failures_total', { contract, code: failure }],
    ]);
    assert.deepEqual(counted, [1, 1, 1], `${contract} ${code}`);
  }
  const counted = await growth(
    () => call(`${at.url}/api/auth/register`, 'POST', '{"account": ', { 'content-type': 'application/json' }),
    [oneRequest('mobile', '/api/auth/register', 'POST', 400, 'invalid')],
  );
  assert.deepEqual(counted, [1]);
});

test('metrics: a caller who leaves counts as gone, and a body that breaks off its framing counts once', async () => {
  const inFlight = ['portico_http_requests_in_flight', { contract: 'mobile' }] as const;
  const leave = async (): Promise<void> => {
    const asked = request(`${at.url}/api/auth/register`, { method: 'POST', headers: { 'content-length': 1000 } });
    asked.on('error', () => {});
    asked.write('{');
    while ((await scrape(at)).sum(...inFlight) === 0) await delay(5);
    asked.socket?.resetAndDestroy();
    while ((await scrape(at)).sum(...inFlight) > 0) await delay(5);
  };
  const aborted = oneRequest('mobile', '/api/auth/register', 'POST', 0, 'aborted');
  assert.deepEqual(await growth(leave, [aborted, [requests, { contract: 'mobile' }], inFlight]), [1, 1, 0]);
  const broken = async (): Promise<void> => {
    await sendRaw(
      at.url,
      'POST /api/auth/register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n',
    );
    while ((await scrape(at)).sum(...inFlight) > 0) await delay(5);
  };
  const counted = await growth(broken, [
    [requests, { contract: 'mobile', status: '400', outcome: 'invalid' }],
    [requests, { contract: 'mobile' }],
    inFlight,
  ]);
  assert.deepEqual(counted, [1, 1, 0]);
});

test('metrics: codes, sign-ins and sessions count by channel, calling code, contract and outcome', async () => {
  const phone = newPhone();
  const work = async (): Promise<void> => {
    const person = await mobile.join(phone);
    await mobile.send('POST', '/auth/access_token', { account: phone, password: mobilePassword });
    await mobile.send('POST', '/auth/access_token', { account: phone, password: 'wrong-password' });
    await mobile.send('POST', '/auth/destroy_token', {}, person.token);
    await signInAtDesktop(at, newPhone());
    const email = `someone-${phone}@example.com`;
    await mobile.requestCode(email, email);
  };
  const counted = await growth(work, [
    ['portico_codes_sent_total', { channel: 'sms', calling_code: '86' }],
    ['portico_codes_sent_total', { channel: 'email', calling_code: '' }],
    ['portico_codes_verified_total', { channel: 'sms', calling_code: '86' }],
    ['portico_provider_sends_total', { channel: 'sms', vendor: 'outbox', outcome: 'sent' }],
    ['portico_provider_sends_total', { channel: 'email', vendor: 'outbox', outcome: 'sent' }],
    ['portico_provider_send_duration_seconds_count', { channel: 'sms', vendor: 'outbox' }],
    ['portico_sign_ins_total', { contract: 'mobile', outcome: 'ok' }],
    ['portico_sign_ins_total', { contract: 'mobile', outcome: 'password.wrong' }],
    ['portico_sign_ins_total', { contract: 'desktop', outcome: 'ok' }],
    ['portico_sessions_opened_total', { contract: 'mobile' }],
    ['portico_sessions_opened_total', { contract: 'desktop' }],
    ['portico_sessions_ended_total', { reason: 'sign-out' }],
    ['portico_password_hash_wait_seconds_count', {}],
  ]);
  assert.deepEqual(counted, [2, 1, 2, 2, 1, 2, 1, 1, 1, 2, 1, 1, 3]);
});

test('metrics: sign-ins count at the staff door, the blog and the console, with why they failed', async () => {
  const fields = newStaffFields();
  await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  const work = async (): Promise<void> => {
    await logIn(at, fields.nickname);
    await at.portico.house.core.accounts.approveForStaff(await idOf(at, fields.nickname), 'test');
    await logIn(at, fields.nickname);
    await blog.login(fields.nickname, fields.passwd);
    await blog.login(fields.nickname, 'wrong');
    await signInAtConsole(at);
    const anybody = createManagementClient(at);
    await anybody.call('POST', '/session', { body: { identifier: 'owner', password: 'wrong-password' } });
  };
  const counted = await growth(work, [
    ['portico_sign_ins_total', { contract: 'staff', outcome: 'ok' }],
    ['portico_sign_ins_total', { contract: 'staff', outcome: 'account.waiting' }],
    ['portico_sign_ins_total', { contract: 'blog', outcome: 'ok' }],
    ['portico_sign_ins_total', { contract: 'blog', outcome: 'password.wrong' }],
    ['portico_sign_ins_total', { contract: 'console', outcome: 'ok' }],
    ['portico_sign_ins_total', { contract: 'console', outcome: 'password.wrong' }],
    ['portico_sign_ins_total', {}],
  ]);
  assert.deepEqual(counted, [1, 1, 1, 1, 1, 1, 6]);
});

test('metrics: webhooks that arrive and that fail count, and so do the jobs behind them', async (context) => {
  const receiver = await startReceiver(context);
  const own = await startPortico(context);
  // What failed is not tried again meanwhile, however long it takes to read the numbers.
  own.clock.stop();
  const { core, jobs } = own.portico.house;
  const words = { url: receiver.url, description: '', events: ['session.opened' as const] };
  await core.webhooks.endpoints.create(words, { actor: 'cli' });
  const work = async (): Promise<void> => {
    await signInAtConsole(own);
    await jobs.runDue();
    receiver.answer = status(500);
    await signInAtConsole(own);
    await jobs.runDue();
  };
  const wanted = [
    ['portico_webhook_requests_total', { outcome: 'delivered' }],
    ['portico_webhook_requests_total', { outcome: 'status' }],
    ['portico_job_runs_total', { kind: 'webhook', outcome: 'done' }],
    ['portico_job_runs_total', { kind: 'webhook', outcome: 'failed' }],
  ] as const;
  const counted = await growth(work, wanted, own);
  assert.deepEqual(counted, [1, 1, 1, 1]);
});

test('metrics: what waits in the queue shows, and how long the oldest waits', async (context) => {
  const own = await startPortico(context);
  const { database } = own.portico.house;
  const now = own.clock.now();
  const row = { kind: 'push', key: 'k', payload: 'sealed under another key', created_at: now, retry_since: now };
  await database
    .insertInto('jobs')
    .values([
      { ...row, run_at: now + 3_600_000, last_error: 'failed' },
      { ...row, run_at: now, dead_at: now, last_error: 'given up' },
    ])
    .execute();
  const seen = await scrape(own);
  const count = (kind: string, state: string): number => seen.value('portico_jobs', { kind, state });
  assert.deepEqual([count('push', 'retrying'), count('push', 'dead'), count('email', 'due')], [1, 1, 0]);
  assert.equal(seen.value('portico_operator_tasks', { task: 'dead_jobs' }), 1);
  assert.equal(seen.value('portico_database_up'), 1);
});

test('metrics: what runs here is told, and the process is watched', async () => {
  const seen = await scrape(at);
  const isPostgres = process.env.PORTICO_TEST_POSTGRES !== undefined;
  const database = isPostgres ? 'postgres' : 'sqlite';
  assert.equal(seen.sum('portico_build_info', { version: '0.1.0', mode: 'development', database }), 1);
  assert.equal(seen.value('portico_database_pool_max_connections', { pool: 'primary' }) > 0, isPostgres);
  assert.equal(seen.sum('portico_database_pool_connections') > 0, isPostgres);
  for (const name of [
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'nodejs_eventloop_active_seconds_total',
  ])
    assert.ok(seen.value(name) > 0, name);
  assert.ok(seen.families.has('nodejs_eventloop_lag_p99_seconds'));
  assert.ok(seen.value('portico_audit_noted_timestamp_seconds') > 1.6e9);
  assert.equal(seen.value('portico_audit_log_broken'), 0);
});

test('metrics: an audit log that is not the one that was noted shows', async (context) => {
  const first = await startPortico(context);
  await first.portico.close();
  appendFileSync(dataPaths(first.dataDir).auditNotes, `999:${'x'.repeat(43)} 2026-11-30T00:00:00.000Z\n`);
  const second = await startPortico(context, { PORTICO_DATA_DIR: first.dataDir });
  assert.equal((await scrape(second)).value('portico_audit_log_broken'), 1);
});

/** Every path another one, some below what routes have. */
async function askForMany(count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const roots = [
    '/api/faq',
    '/user',
    '/blogapi',
    '/openApi',
    '/dist',
    '/avatars',
    '/management/v1/accounts',
    '/account',
    '',
    '/docs',
  ];
  const methods = ['GET', 'POST', 'DELETE', 'PROPFIND', 'MKCOL', 'PATCH', 'LINK'];
  let next = 0;
  const askOn = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const path = `${roots[next % roots.length]}/x${next}-${Math.random().toString(36).slice(2)}?q=${next}`;
      const asked = request(at.url + path, { agent, method: methods[next % methods.length] as string });
      asked.end();
      const [response] = await once(asked, 'response');
      response.resume();
      await once(response, 'end');
    }
  };
  await Promise.all(Array.from({ length: 16 }, askOn));
  agent.destroy();
}

test('metrics: 10,000 different paths and methods of all kinds make no more than a few numbers', async () => {
  const count = 10_000;
  const before = await scrape(at);
  await askForMany(count);
  const now = await scrape(at);
  assert.equal(now.sum(requests) - before.sum(requests), count + 1, 'and the first scrape');
  assert.ok(now.size - before.size < 1_500, `${now.size - before.size} more numbers`);
  await askForMany(500);
  assert.equal((await scrape(at)).size, now.size);
});

const readFrom = (headers: Record<string, string>, url = at.url): Promise<Response> =>
  fetch(`${url}/metrics`, { headers });

test('metrics: whoever comes through a proxy reads nothing, whatever is forged', async () => {
  const forwarded: Array<Record<string, string>> = [
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-for': '' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '::1' },
    { via: '1.1 nginx' },
    { 'x-forwarded-host': 'localhost' },
  ];
  for (const headers of forwarded) {
    const response = await readFrom(headers);
    assert.deepEqual(
      [response.status, ((await response.json()) as { status: number }).status],
      [403, 403],
      JSON.stringify(headers),
    );
    assert.ok(response.headers.get('x-request-id'));
  }
  assert.equal((await readFrom({ 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer ' })).status, 403);
});

test('metrics: with a token they are read from anywhere, and without the right one as before', async (context) => {
  const token = 'a-token-for-prometheus-1234';
  const own = await startPortico(context, { PORTICO_METRICS_TOKEN: token, PORTICO_TRUSTED_PROXIES: '127.0.0.1' });
  const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
  const ask = (authorization?: string) =>
    readFrom(authorization === undefined ? elsewhere : { ...elsewhere, authorization }, own.url);
  assert.equal((await ask(`Bearer ${token}`)).status, 200);
  for (const wrong of [undefined, 'Bearer wrong', `Bearer ${token}x`, `Basic ${token}`]) {
    const response = await ask(wrong);
    assert.equal(response.status, 401, String(wrong));
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/);
  }
  assert.equal((await readFrom({}, own.url)).status, 200);
});

test('metrics: GET and HEAD alone, and nothing below the path', async () => {
  const head = await fetch(`${at.url}/metrics`, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.equal(head.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const post = await fetch(`${at.url}/metrics`, { method: 'POST' });
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
  assert.equal((await fetch(`${at.url}/metrics/more`)).status, 404);
  assert.equal((await fetch(`${at.panelUrl}/metrics`)).status, 400, 'a contract’s own port has none (R6)');
});

test('metrics: with a port of their own they are there alone, beside the health', async (context) => {
  const own = await startPortico(context, { PORTICO_METRICS_PORT: '0' });
  const port = own.portico.listeners.find(({ purpose }) => purpose === 'metrics')?.address.port;
  const url = `http://127.0.0.1:${port}`;
  assert.equal((await scrape({ url })).sum('portico_build_info'), 1);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  for (const path of ['/login', '/api/personal/info', '/console/', '/management/v1/session'])
    assert.equal((await fetch(url + path)).status, 404, path);
  assert.equal((await fetch(`${own.url}/metrics`)).status, 404);
});

test('metrics: where the database is gone the rest is answered, and that it is down', async (context) => {
  const own = await startPortico(context);
  const { database } = own.portico.house;
  const before = await scrape(own);
  assert.equal(before.value('portico_database_up'), 1);
  await database.destroy();
  await delay(1_100);
  assert.equal((await scrape(own)).value('portico_database_up'), 0);
  const after = await scrape(own);
  assert.ok(after.value('portico_metrics_read_failures_total', { source: 'database' }) > 0);
  assert.equal(after.sum('portico_build_info'), 1);
});
