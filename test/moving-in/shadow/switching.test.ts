import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { shadowPlaces } from '../../../src/shadow/places.ts';
import type { Endings } from '../../support/endings.ts';
import { createMobileClient, mobilePassword, newPhone } from '../../support/mobile.ts';
import { oldDesktopCode, startOldDesktop } from '../../support/old-servers/desktop.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import { type Answer, call, startPortico } from '../../support/portico.ts';
import { startShadow, type TestShadow } from '../../support/shadow.ts';

const at = await startPortico({ after });
const { join } = createMobileClient(at);
const signInPath = 'POST /api/auth/access_token';

async function begin(t: Endings) {
  const { phone } = await join(newPhone());
  const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  return { phone, old, shadow };
}

async function signIn(
  { url }: TestShadow,
  account: string,
): Promise<{ access: { authorization: string }; refresh: string }> {
  const { body } = await call(`${url}/api/auth/access_token`, 'POST', { account, password: mobilePassword });
  assert.equal(body.code, 0);
  return { access: { authorization: `Token ${body.data.access_token}` }, refresh: body.data.refresh_token };
}

/** Only ours names its answers. */
const answeredBy = ({ headers }: Answer): 'old' | 'new' => (headers.has('x-request-id') ? 'new' : 'old');
const info = ({ url }: TestShadow, headers: { authorization: string }) =>
  call(`${url}/api/personal/info`, 'GET', undefined, headers);

test('shadow switch: ours answers with the next request, with its own token; return is as quick, and the other one is compared', async (t) => {
  const { phone, old, shadow } = await begin(t);
  const { access } = await signIn(shadow, phone);
  await shadow.settle();
  old.plant('GET /api/personal/info', ({ body }) => Object.assign(body.data, { vip: true }));
  assert.equal(answeredBy(await info(shadow, access)), 'old');
  assert.equal(shadow.switchEndpoint('GET /api/personal/info', 'new'), 'GET /api/personal/info');
  const switched = await info(shadow, access);
  assert.deepEqual([answeredBy(switched), switched.body.data.phone, switched.body.data.vip], ['new', phone, undefined]);
  await shadow.settle();
  const [record] = shadow.differences();
  assert.deepEqual([record?.field, record?.kind, record?.count], ['data.vip', 'missing', 2]);
  shadow.switchEndpoint('GET /api/personal/info', 'old');
  assert.equal(answeredBy(await info(shadow, access)), 'old');
});

test('shadow switch: under load, to and fro, not one request fails', async (t) => {
  const { phone, shadow } = await begin(t);
  const { access } = await signIn(shadow, phone);
  await shadow.settle();
  const seen = { old: 0, new: 0 };
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const answer = await info(shadow, access);
      assert.deepEqual([answer.status, answer.body.code, answer.body.data.phone], [200, 0, phone]);
      seen[answeredBy(answer)] += 1;
    }
  };
  const clients = Array.from({ length: 8 }, client);
  for (let round = 0; round < 20; round += 1) {
    const before = seen.old + seen.new;
    shadow.switchEndpoint('GET /api/personal/info', round % 2 === 0 ? 'new' : 'old');
    while (seen.old + seen.new < before + 16) await new Promise((resolve) => setImmediate(resolve));
  }
  isOver = true;
  await Promise.all(clients);
  assert.ok(seen.old > 50 && seen.new > 50, JSON.stringify(seen));
  await shadow.settle();
  assert.deepEqual(shadow.seen(), []);
  assert.deepEqual(shadow.told, []);
});

test('shadow switch: who holds a token that ours does not know is answered by the old server, and stays signed in', async (t) => {
  const { phone, old, shadow } = await begin(t);
  // Signed in before there was a proxy.
  const { body } = await call(`${old.url}/api/auth/access_token`, 'POST', { account: phone, password: mobilePassword });
  shadow.switchEndpoint('GET /api/personal/info', 'new');
  const answer = await info(shadow, { authorization: `Token ${body.data.access_token}` });
  assert.deepEqual([answeredBy(answer), answer.body.code], ['old', 0]);
  assert.equal(answeredBy(await call(`${shadow.url}/api/personal/info`, 'GET')), 'new');
  assert.deepEqual(shadow.status().endpoints[0]?.answered, { old: 1, new: 1 });
});

test('shadow switch: a sign-in that ours answered outlives the return, and a restart of the proxy', async (t) => {
  const { phone, old, shadow } = await begin(t);
  shadow.switchEndpoint(signInPath, 'new');
  await old.stop();
  const { access, refresh } = await signIn(shadow, phone);
  // What the old one is told of it comes to nobody.
  await shadow.settle();
  await old.restart();
  assert.equal(answeredBy(await info(shadow, access)), 'new', 'the old server has no session of it');
  assert.deepEqual(shadow.returnAll(), [signInPath]);
  assert.equal((await info(shadow, access)).body.code, 0);
  await shadow.settle();
  await shadow.close();

  const again = await startShadow(t, 'mobile', { old: old.url, new: at.url }, {}, shadow.dataDir);
  const later = await info(again, access);
  assert.deepEqual([answeredBy(later), later.body.code], ['new', 0]);
  const renewed = await call(`${again.url}/api/auth/refresh_token`, 'POST', { refresh_token: refresh });
  assert.equal(renewed.body.code, 0);
  const fresh = { authorization: `Token ${renewed.body.data.access_token}` };
  assert.equal((await info(again, fresh)).body.data.phone, phone);
});

test('shadow switch: a sign-in that ours answered and the old one mirrored is answered by either', async (t) => {
  const { phone, shadow } = await begin(t);
  shadow.switchEndpoint(signInPath, 'new');
  const { access } = await signIn(shadow, phone);
  await shadow.settle();
  const answer = await info(shadow, access);
  assert.deepEqual([answeredBy(answer), answer.body.data.phone], ['old', phone]);
});

test('shadow switch: switches outlive a restart of the proxy, and a broken file is told', async (t) => {
  const { old, shadow } = await begin(t);
  shadow.switchEndpoint('GET /api/faq', 'new');
  shadow.switchEndpoint('get /api/faq/7', 'new');
  await shadow.close();
  const again = await startShadow(t, 'mobile', { old: old.url, new: at.url }, {}, shadow.dataDir);
  assert.deepEqual(again.status().switched, ['GET /api/faq', 'GET /api/faq/:id']);
  assert.deepEqual(again.returnAll(), ['GET /api/faq', 'GET /api/faq/:id']);
  assert.deepEqual(again.status().switched, []);
  for (const name of ['GET /api/nothing', 'faq', 'TRACE /api/faq', '']) {
    assert.throws(() => again.switchEndpoint(name, 'new'), /mobile has no such endpoint/);
  }
  await again.close();
  writeFileSync(shadowPlaces(shadow.dataDir, 'mobile').switches, '{"answeredBy');
  const servers = { old: old.url, new: at.url };
  await assert.rejects(startShadow(t, 'mobile', servers, {}, shadow.dataDir), /mobile\.json does not say which/);
});

test('shadow switch: ours failing five times in a row returns the endpoint by itself, and no client notices', async (t) => {
  const { phone, old } = await begin(t);
  const { url: gone, stop } = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: gone });
  const { access } = await signIn(shadow, phone);
  await shadow.settle();
  shadow.switchEndpoint('GET /api/personal/info', 'new');
  assert.equal((await info(shadow, access)).body.code, 0);
  await stop();
  for (let round = 0; round < 7; round += 1) assert.equal((await info(shadow, access)).body.code, 0);
  assert.deepEqual(shadow.status().switched, []);
  assert.deepEqual(
    shadow.told.filter(({ event }) => event === 'returned'),
    [{ event: 'returned', endpoint: 'GET /api/personal/info' }],
  );
});

test('shadow switch: a code that one server sent is verified there, whatever is switched meanwhile', async (t) => {
  const phone = newPhone();
  const old = await startOldDesktop(t, { accounts: [{ identifier: phone, password: '' }] });
  const shadow = await startShadow(t, 'desktop', { old: old.url, new: at.url });
  const [send, verify] = ['POST /api/user/sendCode', 'POST /api/user/verifyCode'];
  const ask = (path: string, body: Record<string, unknown>, headers = {}) =>
    call(`${shadow.url}/api/${path}`, 'POST', body, headers);

  await ask('user/sendCode', { account: phone });
  for (const name of [send, verify]) shadow.switchEndpoint(name, 'new');
  const byOld = await ask('user/verifyCode', { account: phone, code: oldDesktopCode });
  assert.deepEqual([answeredBy(byOld), byOld.status], ['old', 200]);

  await ask('user/sendCode', { account: phone });
  const code = at.codeFor(`+86${phone}`);
  shadow.returnAll();
  const byOurs = await ask('user/verifyCode', { account: phone, code });
  assert.deepEqual([answeredBy(byOurs), byOurs.status], ['new', 200]);
  for (const { body } of [byOld, byOurs]) {
    const beat = await ask('heart/check', {}, { authorization: body.data.token });
    assert.equal(beat.status, 201);
  }
  assert.deepEqual(shadow.seen(), []);
});
