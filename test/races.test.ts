import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBlogClient, md5, sign } from './support/blog.ts';
import { registerMobile } from './support/mobile-and-desktop.ts';
import { type Answer, call, startPortico } from './support/portico.ts';
import { newStaffFields, signUpForm, staffPassword } from './support/staff.ts';

const hundred = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 100 }, (_, index) => work(index)));
const winners = (answers: Answer[], won: (answer: Answer) => boolean): number => answers.filter(won).length;

test('the same nickname a hundred times at once: one account', async (t) => {
  const server = await startPortico(t);
  const answers = await hundred(() =>
    call(`${server.url}/signUp`, 'PUT', signUpForm(newStaffFields({ nickname: '同一个人' }))),
  );
  assert.equal(
    winners(answers, (answer) => answer.body.status === true),
    1,
  );
  const accounts = await server.portico.house.core.accounts.list({ offset: 0, limit: 100 });
  assert.equal(accounts.rows.filter((account) => account.handle === '同一个人').length, 1);
});

test('the same code a hundred times at once: one account, one session', async (t) => {
  const server = await startPortico(t);
  const account = '18656660930';
  await call(`${server.url}/api/user/sendCode`, 'POST', { account });
  const code = server.codeFor(`+86${account}`);
  const answers = await hundred(() => call(`${server.url}/api/user/verifyCode`, 'POST', { account, code }));
  assert.equal(
    winners(answers, (answer) => answer.status === 200),
    1,
  );
  const rows = await server.portico.house.database.selectFrom('sessions').selectAll().execute();
  assert.equal(rows.length, 1);
});

test('a wrong code a hundred times at once: five are compared, and then the right one is dead too', async (t) => {
  const server = await startPortico(t);
  const account = '18656660930';
  await call(`${server.url}/api/auth/send_code`, 'POST', { account });
  const code = server.codeFor(`+86${account}`);
  const wrong = code === '000000' ? '000001' : '000000';
  await hundred(() => call(`${server.url}/api/auth/check_code`, 'POST', { account, code: wrong }));
  assert.equal((await call(`${server.url}/api/auth/check_code`, 'POST', { account, code })).body.code, 10008);
});

test('the same refresh token a hundred times at once: one successor, told to all', async (t) => {
  const server = await startPortico(t);
  const registered = await registerMobile(server, '18656660930', 'secret-1');
  const body = { refresh_token: registered.body.data.refresh_token };
  const answers = await hundred(() => call(`${server.url}/api/auth/refresh_token`, 'POST', body));
  assert.deepEqual([...new Set(answers.map((answer) => answer.body.code))], [0]);
  assert.equal(new Set(answers.map((answer) => answer.body.data.refresh_token)).size, 1);
  assert.equal(new Set(answers.map((answer) => answer.body.data.access_token)).size, 1);
  const tokens = await server.portico.house.database.selectFrom('refresh_tokens').selectAll().execute();
  assert.equal(tokens.length, 2);
});

test('the same captcha a hundred times at once: compared once', async (t) => {
  const server = await startPortico(t);
  const { id } = (await call(`${server.url}/captcha`, 'GET')).body.data;
  const body = { nickname: 'owner', passwd: staffPassword, captcha_id: id, captcha_code: server.answerOf(id) };
  const answers = await hundred(() => call(`${server.url}/login`, 'POST', body));
  const refused = answers.map((answer) => answer.body.message as string).filter((message) => /验证码/.test(message));
  assert.equal(refused.length, 99);
});

test('the same signed write a hundred times at once: one takes effect, the others are told of the repetition', async (t) => {
  const server = await startPortico(t);
  const blog = createBlogClient(server);
  const form = { account: 'once', email: 'once@example.com', password: md5('111111'), ...(await blog.solveCaptcha()) };
  const signed = sign(form, server.clock.now());
  const answers = await hundred(() => call(`${server.url}/blogapi/reg`, 'POST', signed));
  assert.equal(
    winners(answers, (answer) => answer.status === 200),
    1,
  );
  assert.equal(
    winners(answers, (answer) => answer.status === 201),
    99,
  );
});

test('the same handle through two doors at once, fifty times each: one account', async (t) => {
  const server = await startPortico(t);
  const blog = createBlogClient(server);
  const captchas = await Promise.all(Array.from({ length: 50 }, () => blog.solveCaptcha()));
  const answers = await Promise.all([
    ...captchas.map((captcha, index) => blog.register('both', { ...captcha, email: `both${index}@example.com` })),
    ...captchas.map(() => call(`${server.url}/signUp`, 'PUT', signUpForm(newStaffFields({ nickname: 'both' })))),
  ]);
  assert.equal(
    winners(answers, (answer) => answer.body.code === 200 || answer.body.status === true),
    1,
  );
});
