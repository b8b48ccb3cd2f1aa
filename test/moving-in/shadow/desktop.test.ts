import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { publisherOf, signInAtDesktop, uploadBody } from '../../support/desktop.ts';
import type { Endings } from '../../support/endings.ts';
import { newPhone } from '../../support/mobile.ts';
import { oldDesktopCode, startOldDesktop } from '../../support/old-servers/desktop.ts';
import { call, startPortico } from '../../support/portico.ts';
import { startShadow } from '../../support/shadow.ts';

const at = await startPortico({ after });
const release = { version: 1112343, path: '/dist/websocket-1112343.html', bytes: Buffer.from('<p>websocket</p>') };
const form = uploadBody('1112343', '<p>websocket</p>', 'websocket.html');
await call(`${at.url}/api/upgrade/upload`, 'POST', form, await publisherOf(at));

async function begin(t: Endings, phone = newPhone()) {
  const old = await startOldDesktop(t, { accounts: [{ identifier: phone, password: '' }], releases: [release] });
  const shadow = await startShadow(t, 'desktop', { old: old.url, new: at.url });
  return { phone, old, shadow };
}

/** What the program does in a day. */
async function useProgram(url: string, phone: string): Promise<void> {
  await call(`${url}/api/upgrade/checkVersion`, 'POST', {});
  await call(`${url}/dist/websocket-1112343.html`, 'GET');
  await call(`${url}/dist/websocket-1112343.html`, 'HEAD');
  await call(`${url}/api/heart/check`, 'POST', {});
  await call(`${url}/api/user/nothing`, 'GET');
  await call(`${url}/api/user/sendCode`, 'POST', { account: phone });
  const { body } = await call(`${url}/api/user/verifyCode`, 'POST', { account: phone, code: oldDesktopCode });
  const beat = await call(`${url}/api/heart/check`, 'POST', {}, { authorization: body.data.token });
  assert.equal(beat.status, 201);
}

test('shadow desktop: two servers that say the same are told to be the same; what needs a code is told as not comparable', async (t) => {
  const { phone, shadow, old } = await begin(t);
  await useProgram(shadow.url, phone);
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
  assert.deepEqual(old.signIns, [{ identifier: phone, succeeded: true }]);
  assert.deepEqual(
    shadow.status().endpoints.map(({ endpoint, same, notCompared }) => [endpoint, same, notCompared]),
    [
      ['GET *', 1, {}],
      ['GET /dist/*', 2, {}],
      ['POST /api/heart/check', 1, { 'no pair of tokens': 1 }],
      ['POST /api/upgrade/checkVersion', 1, {}],
      ['POST /api/user/sendCode', 0, { 'would send a code': 1 }],
      ['POST /api/user/verifyCode', 0, { 'a code or captcha': 1 }],
    ],
  );
});

test('shadow desktop: each planted difference is told under its endpoint and field, and nothing else is', async (t) => {
  const { phone, shadow, old } = await begin(t);
  old.plant('POST /api/upgrade/checkVersion', ({ body }) => Object.assign(body.data, { version: '1112343' }));
  old.plant('GET /dist/*', (answer) => Object.assign(answer, { body: Buffer.from('<p>websocKet</p>') }));
  old.plant('POST /api/heart/check', (answer, { headers }) => {
    if (headers.authorization === undefined) Object.assign(answer, { status: 403 });
  });
  await useProgram(shadow.url, phone);
  await shadow.settle();
  assert.deepEqual(shadow.seen().sort(), [
    'GET /dist/* body value',
    'POST /api/heart/check status value',
    'POST /api/upgrade/checkVersion data.version type',
  ]);
});

test('shadow desktop: with two tokens that were paired by hand the heartbeat is compared', async (t) => {
  const person = await signInAtDesktop(at, newPhone());
  const { shadow, old } = await begin(t, person.account.phone?.replace('+86', ''));
  const phone = person.account.phone?.replace('+86', '') ?? '';
  const signedIn = await call(`${shadow.url}/api/user/verifyCode`, 'POST', { account: phone, code: oldDesktopCode });
  const authorization = signedIn.body.data.token as string;
  shadow.pair(authorization.replace('Bearer ', ''), person.token.replace('Bearer ', ''));
  await call(`${shadow.url}/api/heart/check`, 'POST', {}, { authorization: `Bearer ${authorization}` });
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
  old.plant('POST /api/heart/check', ({ body }) => Object.assign(body.data, { type: '1', is_active: false }));
  await call(`${shadow.url}/api/heart/check`, 'POST', {}, { authorization });
  await shadow.settle();
  assert.deepEqual(shadow.seen(), [
    'POST /api/heart/check data.is_active value',
    'POST /api/heart/check data.type type',
  ]);
});
