import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { md5, sign } from '../support/blog.ts';
import { uploadBody } from '../support/desktop.ts';
import { type Asking, askDoor, send } from '../support/door-asking.ts';
import { assertConsistent } from '../support/kept-writes.ts';
import { createManagementClient, signInAtConsole } from '../support/management.ts';
import { mobileInfo, registerMobile, signInMobile } from '../support/mobile-and-desktop.ts';
import { createNodeFamily } from '../support/nodes.ts';
import { type Answer, call, credentials } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { layWire } from '../support/postgres-wire.ts';
import { newStaffFields, signUpForm } from '../support/staff.ts';

const postgres = await startPostgres({ after });
const address = await postgres.createDatabase();
const wire = await layWire({ after }, address);
const family = createNodeFamily({ after }, wire.url);
const node = await family.start();
const at = { ...family.at(node), environment: { ...family.environment, PORTICO_DATA_DIR: node.dataDir } };
const owner = await signInAtConsole(at);

/** Asks for what is kept without the node hearing of it, which it tells as if the database could not be asked. */
async function askInVain(words: string, asking: Asking): Promise<void> {
  const lost = wire.loseAnswerToCommit(words);
  assert.equal(await askDoor(at.url, asking), undefined);
  await lost;
}

test('staff: a sign-up that was kept, and whose answer was lost, has its avatar', async () => {
  const fields = newStaffFields();
  await askInVain(fields.nickname, { door: 'staff', method: 'PUT', path: '/signUp', body: signUpForm(fields) });
  const again = await send(at.url, { door: 'staff', method: 'PUT', path: '/signUp', body: signUpForm(fields) });
  assert.equal(again.body.message, '用户名已被使用');
  await assertConsistent(at);
});

test('desktop: a release that was kept, and whose answer was lost, is there, and the same upload is answered as if it were the first', async () => {
  const { key } = (await owner.call('POST', '/api-keys', { body: { name: 'ci', rights: ['releases:write'] } })).body;
  const bytes = randomBytes(100_000);
  const upload: Asking = {
    door: 'desktop',
    method: 'POST',
    path: '/api/upgrade/upload',
    headers: { authorization: key },
    get body() {
      return uploadBody('7.7.7', bytes, 'tool.zip');
    },
  };
  await askInVain('7.7.7', upload);
  const published = await askDoor(at.url, upload);
  const given = await fetch(at.url + published?.body.data.path);
  assert.deepEqual([given.status, bytes.equals(Buffer.from(await given.arrayBuffer()))], [200, true]);
  await assertConsistent(at);
});

test('console: a creation whose answer was lost is not made again under its Idempotency-Key', async () => {
  const options = {
    headers: { 'idempotency-key': 'lost' },
    body: { title: 'asked once', content: 'an answer', category: '' },
  };
  const lost = wire.loseAnswerToCommit('asked once');
  const answer = await owner.call('POST', '/faqs', options);
  await lost;
  assert.deepEqual([answer.status, answer.body.code], [503, 'database.unavailable']);
  assert.doesNotMatch(answer.body.detail, /Nothing was changed/);
  const again = await owner.call('POST', '/faqs', options);
  assert.deepEqual([again.status, again.body.code], [409, 'request.in_progress']);
  const { items } = (await owner.call('GET', '/faqs')).body;
  assert.equal(items.filter(({ title }: { title: string }) => title === 'asked once').length, 1);
});

for (const [what, path, body, words] of [
  ['push', '/pushes', { title: 'told once', body: 'b', to: 'everyone' }, '"push_recipients" inner join'],
  ['category', '/feedback-categories', { name: 'told once' }, 'as "filed"'],
] as const) {
  test(`console: a ${what} that cannot be read to its end is either told or not there, and made once under its Idempotency-Key`, async () => {
    const options = { headers: { 'idempotency-key': `unread-${what}` }, body };
    wire.cutAt(words);
    const first = await owner.call('POST', path, options);
    wire.mend();
    if (first.status !== 201) assert.deepEqual([first.status, first.body.code], [503, 'database.unavailable']);
    const again = await owner.call('POST', path, options);
    assert.equal(again.status, 201);
    const { items } = (await owner.call('GET', path)).body;
    const made = items.filter(({ title, name }: Record<string, string>) => (title ?? name) === 'told once');
    assert.deepEqual(
      made.map(({ id }: { id: number }) => id),
      [again.body.id],
    );
  });
}

test('mobile: a refresh whose answer was lost is asked for again, and both hear of the same successor', async () => {
  const { refresh_token } = (await registerMobile(at, '18656660930', 'secret-1')).body.data;
  const path = '/api/auth/refresh_token';
  const refresh: Asking = { door: 'mobile', method: 'POST', path, body: { refresh_token } };
  const lost = wire.loseAnswerToCommit('update "refresh_tokens"');
  const answers = [await askDoor(at.url, refresh)];
  await lost;
  answers.push(await askDoor(at.url, refresh), await askDoor(at.url, refresh));
  assert.equal(answers[0], undefined);
  assert.ok(answers[1]);
  assert.deepEqual(answers[2]?.body, answers[1].body);
  assert.equal((await mobileInfo(at, answers[1])).phone, '18656660930');
});

test('mobile: who registered and did not hear of it signs in', async () => {
  const account = 'unheard@example.com';
  await askDoor(at.url, { door: 'mobile', method: 'POST', path: '/api/auth/send_code', body: { account } });
  const body = { account, code: at.codeFor(account), password: 'secret-1' };
  await askInVain(account, { door: 'mobile', method: 'POST', path: '/api/auth/register', body });
  const signedIn: Answer = await signInMobile(at, account, 'secret-1');
  assert.equal(signedIn.body.code, 0);
});

test('blog: a signed write whose answer was lost does not happen again', async () => {
  const query = new URLSearchParams(sign({}, Date.now()) as Record<string, string>);
  const captcha = await call(`${at.url}/blogapi/service/captcha?${query}`, 'GET');
  const id = captcha.headers.get('x-captcha-id') as string;
  const form = { account: 'unheard', email: 'writer@example.com', password: md5('111111') };
  const body = sign({ ...form, captcha: at.answerOf(id), captcha_id: id }, Date.now());
  const reg: Asking = { door: 'blog', method: 'POST', path: '/blogapi/reg', body };
  await askInVain('writer@example.com', reg);
  assert.equal((await send(at.url, reg)).status, 201);
  const login = sign({ account: 'unheard', password: md5('111111') }, Date.now());
  assert.ok(await askDoor(at.url, { door: 'blog', method: 'POST', path: '/blogapi/login', body: login }));
});

test('panel: an entry whose answer was lost is there once, and once more asked for it stays so', async () => {
  const headers = { 'api-token': credentials.panelToken };
  const put = {
    door: 'panel',
    method: 'POST',
    path: '/openApi/updateCookie',
    headers,
    body: { ptPin: 'unheard' },
  } as const;
  await askInVain('unheard', put);
  assert.ok(await askDoor(at.url, put));
  const { body } = await createManagementClient(at, owner.headers).call('GET', '/vault?q=unheard');
  assert.equal(body.items.length, 1);
});
