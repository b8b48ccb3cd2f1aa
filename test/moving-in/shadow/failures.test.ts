import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { mobilePassword, newPhone } from '../../support/mobile.ts';
import { startOldBlog } from '../../support/old-servers/blog.ts';
import { startOldDesktop } from '../../support/old-servers/desktop.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import { startOldPanel } from '../../support/old-servers/panel.ts';
import { startOldStaff } from '../../support/old-servers/staff.ts';
import { call, startPortico } from '../../support/portico.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { startShadow } from '../../support/shadow.ts';
import { until } from '../../support/until.ts';

const at = await startPortico({ after });
const never = 'GET /api/faq';

const downs = [
  {
    name: 'desktop',
    start: startOldDesktop,
    path: '/api/heart/check',
    says: [500, { data: null, meta: { msg: '服务暂时不可用，请稍后再试', status: 500 } }],
  },
  {
    name: 'mobile',
    start: startOldMobile,
    path: '/api/faq',
    says: [503, { code: 10000, message: '服务繁忙，请稍后再试', data: {} }],
  },
  {
    name: 'staff',
    start: startOldStaff,
    path: '/list/user',
    says: [503, { status: false, data: [], message: '服务繁忙，请稍后再试', cmd: 'list/user' }],
  },
  {
    name: 'panel',
    start: (t: Parameters<typeof startOldPanel>[0]) => startOldPanel(t, { token: 'x' }),
    path: '/openApi/count',
    says: [500, { data: null, code: 0, msg: '服务繁忙，请稍后再试' }],
  },
  {
    name: 'blog',
    start: (t: Parameters<typeof startOldBlog>[0]) => startOldBlog(t, { signing: { key: 'k', secret: 's' } }),
    path: '/admin/logout',
    says: [504, { code: 504, msg: '服务繁忙，请稍后再试' }],
  },
] as const;

for (const { name, start, path, says } of downs) {
  test(`shadow ${name}: an old server that is away is told in the contract's own envelope and words, and to the operator`, async (t) => {
    const old = await start(t);
    const shadow = await startShadow(t, name, { old: old.url, new: at.url });
    await old.stop();
    const answer = await call(`${shadow.url}${path}`, 'GET');
    assert.deepEqual([answer.status, answer.body], says);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.ok(answer.headers.get('x-request-id'));
    assert.deepEqual(shadow.told, [{ event: 'failed', side: 'old', reason: 'cannot be reached: ECONNREFUSED' }]);
    await old.restart();
    assert.notDeepEqual((await call(`${shadow.url}${path}`, 'GET')).body, says[1]);
  });
}

test('shadow: an old server that says nothing is given up, in the contract’s words', async (t) => {
  const old = await startOldMobile(t, { special: { [never]: () => {} } });
  const shadow = await startShadow(
    t,
    'mobile',
    { old: old.url, new: at.url },
    { silenceMs: { old: 300, new: 20_000 } },
  );
  const answer = await call(`${shadow.url}/api/faq`, 'GET');
  assert.deepEqual([answer.status, answer.body.code], [503, 10000]);
  assert.deepEqual(shadow.told, [{ event: 'failed', side: 'old', reason: 'said nothing for 0.3 s' }]);
  assert.deepEqual(shadow.status().endpoints[0]?.notCompared, { 'no answer': 1 });
});

test('shadow: ours hanging, breaking off or being away changes nothing for clients, and is told as a difference', async (t) => {
  const account = newPhone();
  const accounts = [{ identifier: account, password: mobilePassword }];
  const old = await startOldMobile(t, { accounts });
  const ours = await startOldMobile(t, {
    special: {
      [never]: () => {},
      'GET /api/push/log': (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"code":');
        setTimeout(() => response.destroy(), 50);
      },
    },
  });
  const servers = { old: old.url, new: ours.url };
  // What hangs is not waited for; what comes at all, however late, is.
  const impatient = await startShadow(t, 'mobile', servers, { silenceMs: { old: 20_000, new: 300 } });
  const patient = await startShadow(t, 'mobile', servers);
  for (const [shadow, path] of [
    [impatient, 'faq'],
    [patient, 'push/log'],
    [patient, 'personal/info'],
  ] as const) {
    const answer = await call(`${shadow.url}/api/${path}`, 'GET');
    assert.deepEqual([answer.status, answer.body.code], [200, 10004]);
  }
  for (const shadow of [impatient, patient]) await shadow.settle();
  await ours.stop();
  assert.equal((await call(`${patient.url}/api/message/count`, 'GET')).body.code, 10004);
  await patient.settle();
  assert.deepEqual(
    [impatient, patient].map((shadow) =>
      shadow.differences().map(({ endpoint, kind, old, new: news }) => [endpoint, kind, old, news]),
    ),
    [
      [['GET /api/faq', 'no answer', '"status 200"', '"no whole answer in 0.3 s"']],
      [
        ['GET /api/message/count', 'no answer', '"status 200"', '"cannot be reached: ECONNREFUSED"'],
        ['GET /api/push/log', 'no answer', '"status 200"', '"broke off its answer"'],
      ],
    ],
  );
  assert.deepEqual([impatient.told, patient.told], [[], []]);
});

test('shadow: whoever goes away is gone for the old server too, and nothing is replayed for him', async (t) => {
  let wentAway = false;
  const old = await startOldMobile(t, {
    special: {
      [never]: (_request, response) => {
        response.on('close', () => {
          wentAway = true;
        });
      },
    },
  });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const client = httpRequest(`${shadow.url}/api/faq`).on('error', () => {});
  client.end();
  await until(() => old.asked.length > 0);
  client.destroy();
  await until(() => wentAway);
  assert.equal(wentAway, true);
  await shadow.settle();
  assert.deepEqual(shadow.status().endpoints[0]?.notCompared, { 'client went away': 1 });
  assert.deepEqual(shadow.told, []);
});

for (const replaysWrites of [true, false]) {
  const how = replaysWrites ? 'that is kept for a replay' : 'that only passes';
  test(`shadow: an upload ${how} and is given up by the client is given up at the old server, and hurts nobody`, async (t) => {
    let wentAway = false;
    let taken = 0;
    const old = await startOldMobile(t, {
      special: {
        'POST /api/feedback': (request) => {
          request.on('data', (part: Buffer) => {
            taken += part.length;
          });
          request.on('close', () => {
            wentAway = true;
          });
        },
      },
    });
    const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url }, { replaysWrites });
    const client = httpRequest(`${shadow.url}/api/feedback`, { method: 'POST' }).on('error', () => {});
    client.write('x'.repeat(200_000));
    await until(() => taken === 200_000);
    client.destroy();
    await until(() => wentAway);
    assert.deepEqual([taken, wentAway], [200_000, true]);
    await shadow.settle();
    const [upload] = shadow.status().endpoints;
    assert.deepEqual(upload?.notCompared, replaysWrites ? { 'client went away': 1 } : { 'a write': 1 });
    assert.equal((await call(`${shadow.url}/api/faq`, 'GET')).body.code, 10004);
  });
}

test('shadow: an answer that the old server breaks off is broken off for the client, too', async (t) => {
  const old = await startOldMobile(t, {
    special: {
      [never]: (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"code":');
        setTimeout(() => response.destroy(), 50);
      },
    },
  });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  await assert.rejects(call(`${shadow.url}/api/faq`, 'GET'));
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
});

test('shadow: a WebSocket is refused in the contract’s words, and other upgrades are passed over', async (t) => {
  const old = await startOldMobile(t);
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const ask = (upgrade: string) =>
    sendRaw(
      shadow.url,
      `GET /api/nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n`,
    );
  const refused = await ask('websocket');
  assert.deepEqual([refused.status, refused.body.code], [404, 10002]);
  assert.equal(old.asked.length, 0);
  const passed = await ask('h2c');
  assert.deepEqual([passed.status, passed.body.code], [404, 10002]);
  assert.equal(old.asked.length, 1);
  for (const name of ['upgrade', 'http2-settings']) assert.equal(old.lastHeaders()[name], undefined);
});
