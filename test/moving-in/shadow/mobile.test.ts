import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Endings } from '../../support/endings.ts';
import { createMobileClient, mobilePassword, newPhone } from '../../support/mobile.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import type { OldAnswer } from '../../support/old-servers/old-server.ts';
import { type Answer, call, startPortico } from '../../support/portico.ts';
import { startShadow } from '../../support/shadow.ts';

const at = await startPortico({ after });
const { join } = createMobileClient(at);
const { core } = at.portico.house;
const faq = ['标题', '第二问', '第三问'].map((title) => ({ title, content: '内容', category: '', external_link: '' }));
for (const { title, content } of faq) await core.faq.create({ title, content }, { actor: 'test' });
const categories = [{ name: 'app', description: 'app' }];
for (const category of categories) await core.feedback.createCategory(category, { actor: 'test' });

/** A proxy before an old server and ours, both of which know one person, and a client that comes to it. */
async function begin(t: Endings) {
  const { phone } = await join(newPhone());
  const old = await startOldMobile(t, {
    accounts: [{ identifier: phone, password: mobilePassword }],
    content: { faq, categories },
  });
  const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
  const ask = (method: string, path: string, body?: Record<string, unknown>, token?: string): Promise<Answer> =>
    call(`${shadow.url}/api${path}`, method, body, token === undefined ? {} : { authorization: `Token ${token}` });
  const signIn = async (): Promise<{ access_token: string; refresh_token: string }> => {
    const answer = await ask('POST', '/auth/access_token', { account: phone, password: mobilePassword });
    return answer.body.data;
  };
  return { phone, old, shadow, ask, signIn };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** What an app does in a day: every endpoint that can be compared, rightly and wrongly. */
async function useApp({ ask, signIn, phone }: Begun): Promise<void> {
  await ask('POST', '/auth/access_token', { account: phone, password: 'wrong-password' });
  await ask('POST', '/auth/access_token', { account: '13900000000', password: 'x' });
  const first = await signIn();
  const { access_token: token } = (await ask('POST', '/auth/refresh_token', { refresh_token: first.refresh_token }))
    .body.data;
  await ask('PUT', '/personal/info', { nickname: '小明', gender: 1 }, token);
  await ask('GET', '/personal/info', undefined, token);
  await ask('GET', '/faq', undefined, token);
  await ask('GET', '/faq?page_no=2&page_size=2', undefined, token);
  await ask('GET', '/faq/1', undefined, token);
  await ask('GET', '/faq/99999', undefined, token);
  await ask('GET', '/feedback_category', undefined, token);
  await ask('POST', '/feedback', { feedback_content: '反馈内容', contact_phone: '18656660930' }, token);
  await ask('GET', '/feedback', undefined, token);
  await ask('POST', '/push/bind', { client_id: `phone-${phone}`, client_type: 'android' }, token);
  await ask('GET', `/push/switch/phone-${phone}`, undefined, token);
  await ask('GET', '/push/log', undefined, token);
  await ask('GET', '/message/count?push_ids=[]', undefined, token);
  await ask('GET', '/nothing/here');
  await ask('POST', '/auth/destroy_token', {}, token);
}

interface Planted {
  name: string;
  endpoint: string;
  change(answer: OldAnswer): void;
  /** `field kind` */
  found: string[];
}

const planted: Planted[] = [
  {
    name: 'a dropped field',
    endpoint: 'GET /api/faq',
    change({ body }) {
      for (const row of body.data.data ?? []) delete row.category;
    },
    found: ['data.data[].category extra'],
  },
  {
    name: 'a field that ours has not',
    endpoint: 'GET /api/personal/info',
    change: ({ body }) => Object.assign(body.data, { vip_level: 3 }),
    found: ['data.vip_level missing'],
  },
  {
    name: 'another type',
    endpoint: 'PUT /api/personal/info',
    change: ({ body }) => Object.assign(body.data, { gender: String(body.data.gender) }),
    found: ['data.gender type'],
  },
  {
    name: 'another code in the envelope',
    endpoint: 'POST /api/auth/destroy_token',
    change: ({ body }) => Object.assign(body, { code: 10003 }),
    found: ['code value'],
  },
  {
    name: 'another status',
    endpoint: 'GET /api/push/log',
    change: (answer) => Object.assign(answer, { status: 206 }),
    found: ['status value'],
  },
  {
    name: 'another header',
    endpoint: 'GET /api/feedback_category',
    change: ({ headers }) => Object.assign(headers, { 'content-type': 'text/html; charset=utf-8' }),
    found: ['header content-type value'],
  },
  {
    name: 'a time in another form',
    endpoint: 'POST /api/push/bind',
    change: ({ body }) => Object.assign(body.data, { created_at: '2019-05-23T15:24:40Z' }),
    found: ['data.created_at shape'],
  },
  {
    name: 'a row less',
    endpoint: 'GET /api/feedback',
    change: ({ body }) => body.data.data.splice(0, 1),
    found: ['data.data[] extra'],
  },
  {
    name: 'another envelope',
    endpoint: 'GET /api/push/switch/:client_id',
    change: (answer) => Object.assign(answer, { body: answer.body.data }),
    found: ['app_id', 'client_id', 'client_type', 'created_at', 'id', 'switch', 'updated_at', 'user_id']
      .map((name) => `${name} missing`)
      .concat(['code extra', 'data extra', 'message extra']),
  },
  {
    name: 'null for a number',
    endpoint: 'GET /api/message/count',
    change: ({ body }) => Object.assign(body.data, { push_count: null }),
    found: ['data.push_count type'],
  },
];

describe('shadow mobile', () => {
  test('two servers that say the same are told to be the same: no false alarm, and nothing is left uncompared', async (t) => {
    const begun = await begin(t);
    await useApp(begun);
    await begun.shadow.settle();
    assert.deepEqual(begun.shadow.seen(), []);
    const { endpoints } = begun.shadow.status();
    assert.equal(endpoints.length, 15);
    for (const { endpoint, requests, same, notCompared } of endpoints)
      assert.deepEqual([endpoint, same, notCompared], [endpoint, requests, {}]);
  });

  test('each planted difference is told under its endpoint and field, and nothing else is', async (t) => {
    const begun = await begin(t);
    for (const { endpoint, change } of planted) begun.old.plant(endpoint, change);
    await useApp(begun);
    await begun.shadow.settle();
    const expected = planted.flatMap(({ endpoint, found }) => found.map((each) => `${endpoint} ${each}`));
    assert.deepEqual(begun.shadow.seen().sort(), expected.sort());
  });

  test('what one client does is replayed in its order, so that a read after a write finds it', async (t) => {
    const begun = await begin(t);
    const { access_token: token } = await begun.signIn();
    for (let round = 0; round < 20; round += 1) {
      await begun.ask('PUT', '/personal/info', { nickname: `第${round}次` }, token);
      const info = await begun.ask('GET', '/personal/info', undefined, token);
      assert.equal(info.body.data.nickname, `第${round}次`);
    }
    await begun.shadow.settle();
    assert.deepEqual(begun.shadow.seen(), []);
  });

  test('a renewal is replayed after what came with the token that it ends', async (t) => {
    const begun = await begin(t);
    let tokens = await begun.signIn();
    for (let round = 0; round < 5; round += 1) {
      for (let write = 0; write < 5; write += 1) {
        await begun.ask('PUT', '/personal/info', { nickname: `第${round}-${write}次` }, tokens.access_token);
      }
      await begun.ask('GET', '/personal/info', undefined, tokens.access_token);
      const renewed = await begun.ask('POST', '/auth/refresh_token', { refresh_token: tokens.refresh_token });
      tokens = renewed.body.data;
    }
    await begun.shadow.settle();
    assert.deepEqual(begun.shadow.seen(), []);
  });

  test('two clients in parallel are told apart: each is compared with its own account of ours', async (t) => {
    const people = await Promise.all([join(newPhone()), join(newPhone())]);
    const old = await startOldMobile(t, {
      accounts: people.map(({ phone }) => ({ identifier: phone, password: mobilePassword })),
    });
    const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url });
    const live = async (phone: string): Promise<void> => {
      const signedIn = await call(`${shadow.url}/api/auth/access_token`, 'POST', {
        account: phone,
        password: mobilePassword,
      });
      const headers = { authorization: `Token ${signedIn.body.data.access_token}` };
      await call(`${shadow.url}/api/personal/info`, 'PUT', { nickname: `昵称${phone}` }, headers);
      for (let round = 0; round < 10; round += 1) {
        const info = await call(`${shadow.url}/api/personal/info`, 'GET', undefined, headers);
        assert.deepEqual([info.body.data.phone, info.body.data.nickname], [phone, `昵称${phone}`]);
      }
    };
    await Promise.all(people.map(({ phone }) => live(phone)));
    await shadow.settle();
    assert.deepEqual(shadow.seen(), []);
    const info = shadow.status().endpoints.find(({ endpoint }) => endpoint === 'GET /api/personal/info');
    assert.deepEqual([info?.requests, info?.same], [20, 20]);
  });

  test('codes are sent once: nothing that would send one is replayed, and what needs one is told as not comparable', async (t) => {
    const { shadow, ask } = await begin(t);
    const account = newPhone();
    const before = at.outbox().length;
    await ask('POST', '/auth/send_code', { account });
    await ask('POST', '/auth/check_code', { account, code: '135790' });
    const made = await ask('POST', '/auth/register', { account, code: '135790', password: mobilePassword });
    assert.equal(made.body.code, 0);
    await ask('GET', '/personal/info', undefined, made.body.data.access_token);
    await shadow.settle();
    assert.equal(at.outbox().length, before);
    assert.deepEqual(
      shadow.status().endpoints.map(({ endpoint, notCompared }) => [endpoint, notCompared]),
      [
        ['GET /api/personal/info', { 'no pair of tokens': 1 }],
        ['POST /api/auth/check_code', { 'a code or captcha': 1 }],
        ['POST /api/auth/register', { 'a code or captcha': 1 }],
        ['POST /api/auth/send_code', { 'would send a code': 1 }],
      ],
    );
  });

  test('without --writes nothing that changes anything reaches ours', async (t) => {
    const { phone } = await join(newPhone());
    const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
    const shadow = await startShadow(t, 'mobile', { old: old.url, new: at.url }, { replaysWrites: false });
    const answer = await call(`${shadow.url}/api/auth/access_token`, 'POST', {
      account: phone,
      password: mobilePassword,
    });
    assert.equal(answer.body.code, 0);
    await call(`${shadow.url}/api/nothing`, 'GET');
    await shadow.settle();
    assert.deepEqual(
      shadow.status().endpoints.map(({ endpoint, replayed, notCompared }) => [endpoint, replayed, notCompared]),
      [
        ['GET *', 1, {}],
        ['POST /api/auth/access_token', 0, { 'a write': 1 }],
      ],
    );
  });
});
