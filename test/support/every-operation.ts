import assert from 'node:assert/strict';
import { createBlogClient, sign } from './blog.ts';
import { publisherOf, signInAtDesktop, uploadBody } from './desktop.ts';
import type { DocumentedOperation } from './documented-answers.ts';
import { createMobileClient, mobilePassword, newPhone } from './mobile.ts';
import { call, credentials, type TestPortico } from './portico.ts';
import { idOf, joinStaff, logIn, logInAsOwner, newStaffFields, signUpForm } from './staff.ts';

const hourMs = 3_600_000;

/** Has every operation of every contract succeed, and many of them fail, as their clients would use them. */
export async function useEveryOperation(at: TestPortico): Promise<void> {
  await useDesktop(at);
  await useMobile(at);
  await useMobileMessages(at);
  await useStaff(at);
  await usePanel(at);
  await useBlog(at);
}

async function useDesktop(at: TestPortico): Promise<void> {
  const post = (path: string, body: Parameters<typeof call>[2] = {}, headers = {}) =>
    call(`${at.url}/api/${path}`, 'POST', body, headers);
  await post('upgrade/checkVersion');
  const [phone, { headers }] = [newPhone(), await signInAtDesktop(at, newPhone(), 'admin')];
  const user = await signInAtDesktop(at, phone);
  await post('user/sendCode', { account: phone });
  await post('user/sendCode', { account: '12345' });
  await post('user/verifyCode', { account: phone, code: '000000' });
  await post('upgrade/upload', uploadBody('1.2.0', 'setup', 'tool.exe'), user.headers);
  await post('upgrade/upload', uploadBody('1.2.0', 'setup', 'tool.exe'));
  await post('upgrade/upload', uploadBody('1.2.0', 'setup', 'tool.exe'), headers);
  await post('upgrade/checkVersion');
  await post('upgrade/upload', uploadBody('1.2.0', 'other', 'tool.exe'), headers);
  await post('upgrade/upload', uploadBody('20', 'setup', 'other.exe'), await publisherOf(at));
  const { body } = await post('upgrade/checkVersion', { channel: 'beta', device: 'one' });
  const download = (more: Record<string, string> = {}) => call(at.url + body.data.path, 'GET', undefined, more);
  const { headers: told } = await download();
  await download({ range: 'bytes=1-2' });
  await download({ range: 'bytes=99-' });
  await download({ 'if-none-match': told.get('etag') ?? '' });
  await call(`${at.url}/dist/nothing.exe`, 'GET');
  await post('heart/check', {}, user.headers);
  const { licences } = at.portico.house.core;
  const now = at.clock.now();
  const { id } = await licences.create({ effectAt: now - hourMs, expiresAt: now + hourMs }, { actor: 'cli' });
  await licences.bind(id, user.account.id, { by: { actor: 'cli' } });
  at.clock.advance(23.5 * hourMs);
  await post('heart/check', {}, user.headers);
  at.clock.advance(hourMs);
  await post('heart/check', {}, user.headers);
  await signInAtDesktop(at, phone);
}

async function useMobile(at: TestPortico): Promise<void> {
  const { send, join, requestCode } = createMobileClient(at);
  const person = await join();
  const account = newPhone();
  await send('POST', '/auth/send_code', { account: 'nobody' });
  const code = await requestCode(account);
  await send('POST', '/auth/send_code', { account });
  await send('POST', '/auth/check_code', { account, code });
  await send('POST', '/auth/check_code', { account, code: '000000' });
  await send('POST', '/auth/register', { account, code, password: 'short' });
  at.clock.advance(61_000);
  const again = await requestCode(person.phone);
  await send('POST', '/auth/register', { account: person.phone, code: again, password: mobilePassword });
  const signIn = (fields: Record<string, string>) =>
    send('POST', '/auth/access_token', { account: person.phone, password: mobilePassword, ...fields });
  await signIn({ password: 'wrong' });
  await signIn({ account: newPhone() });
  const { body } = await signIn({});
  await send('POST', '/auth/refresh_token', { refresh_token: body.data.refresh_token });
  await send('POST', '/auth/refresh_token', { refresh_token: 'x'.repeat(50) });
  await send('GET', '/personal/info', undefined, person.token);
  const profile = { nickname: '小明', gender: '1', birthday: '1991-03-08', avatar: '/a.png', address: '上海' };
  await send('PUT', '/personal/info', profile, person.token);
  await send('PUT', '/personal/info', { birthday: '1991-02-30' }, person.token);
  const bound = { client_id: 'client-1', client_type: 'ios' };
  await send('POST', '/push/bind', bound, person.token);
  await send('POST', '/push/bind', { ...bound, client_type: 'other' }, person.token);
  for (const client of ['client-1', 'client-2']) {
    await send('GET', `/push/switch/${client}`, undefined, person.token);
    await send('PUT', `/push/switch/${client}`, { switch: 'false' }, person.token);
  }
  const leaving = await join();
  await send('POST', '/auth/destroy_token', {}, leaving.token);
  await send('POST', '/auth/destroy_token', {}, leaving.token);
}

async function useMobileMessages(at: TestPortico): Promise<void> {
  const { send, join } = createMobileClient(at);
  const { feedback, faq, pushes } = at.portico.house.core;
  const { id: userId, token } = await join();
  const get = (path: string) => send('GET', path, undefined, token);
  const by = { actor: 'test' };
  const entry = { title: '标题', content: '内容', category: '登录', externalLink: 'https://example.com/' };
  const question = await faq.create(entry, by);
  const category = await feedback.createCategory({ name: 'app', description: 'app' }, by);
  const push = await pushes.create({ title: '推送测试', body: '推送测试内容', managerId: 1, to: [userId] });
  const submit = (fields: Record<string, unknown>) =>
    send('POST', '/feedback', { feedback_content: '反馈内容', ...fields }, token);
  await submit({ feedback_category_id: category.id, contact_phone: '18656660930' });
  await submit({ feedback_category_id: category.id + 1 });
  const { body } = await submit({});
  const { id } = body.data;
  await get(`/feedback/reply/${id}`);
  await feedback.reply({ feedbackId: id, content: '回复内容', managerId: 1 });
  for (const path of ['/faq', '/feedback_category', '/feedback', '/push/log']) {
    for (const query of ['', '?page_no=2', '?page_size=0']) await get(path + query);
  }
  for (const path of [`/faq/${question.id}`, '/faq/999', `/push/log/${push.id}`, '/push/log/999']) await get(path);
  await get('/message/count?push_ids=[1,2]');
  await get('/message/count');
  await get(`/feedback/reply/${id}`);
  await send('DELETE', `/feedback/${id}`, undefined, token);
  await send('DELETE', `/feedback/${id}`, undefined, token);
  await send('DELETE', '/push/log/delete', undefined, (await join()).token);
}

async function useStaff(at: TestPortico): Promise<void> {
  const ask = (method: string, path: string, headers = {}, body?: Parameters<typeof call>[2]) =>
    call(at.url + path, method, body, headers);
  const fields = newStaffFields();
  await ask('PUT', '/signUp', {}, signUpForm(fields));
  await ask('PUT', '/signUp', {}, signUpForm(fields));
  await ask('POST', '/signUp', {}, signUpForm(newStaffFields()));
  await ask('POST', '/signUp', {}, signUpForm(newStaffFields({ phone: '170' }), null));
  await logIn(at, fields.nickname);
  await logIn(at, fields.nickname, 'wrong-one');
  await ask('POST', '/login', {}, { nickname: 'a1', passwd: 'secret1', captcha_code: 'aaaaa', captcha_id: 'nothing' });
  const owner = await logInAsOwner(at);
  const id = await idOf(at, fields.nickname);
  await ask('PUT', `/audit/user/${id}`, owner);
  const { id: own, headers } = await joinStaff(at);
  for (const path of ['/list/user', '/list/user?page=9', '/list/user?page=x', `/user/${own}`, '/user/99999']) {
    await ask('GET', path, owner);
    await ask('GET', path, headers);
  }
  await ask('PUT', `/user/${id}`, owner, { position: '工程师' });
  await ask('PUT', `/user/${id}`, owner, { phone: '170' });
  await ask('PUT', `/user/${id}`, headers, { position: '工程师' });
  await ask('DELETE', `/user/${await idOf(at, 'owner')}`, owner);
  for (const who of [headers, owner, owner]) await ask('DELETE', `/user/${id}`, who);
}

async function usePanel(at: TestPortico): Promise<void> {
  for (const token of [credentials.panelToken, 'wrong-panel-token']) {
    const ask = (method: string, path: string, body?: Record<string, unknown>) =>
      call(`${at.panelUrl}/openApi/${path}`, method, body, { 'api-token': token });
    await ask('POST', 'updateCookie', { ptPin: 'pt_key=AAJ;pt_pin=jd_1;', userMsg: '备注' });
    await ask('POST', 'updateCookie', {});
    await ask('POST', 'addOrUpdateAccount', { ptPin: 'jd_2', wsKey: 'AAW' });
    await ask('POST', 'addOrUpdateAccount', { ptPin: 'jd_2' });
    await ask('GET', 'count');
    await ask('POST', 'cookie/delete', { ptPins: ['jd_1'] });
    await ask('POST', 'cookie/delete', {});
  }
}

async function useBlog(at: TestPortico): Promise<void> {
  const blog = createBlogClient(at);
  await blog.get('/blogapi/service/captcha', { width: 60, height: 160 });
  await blog.get('/blogapi/service/captcha', { width: 1 });
  await blog.register('writer');
  await blog.register('writer');
  await blog.register('reader', { captcha: 'wrong' });
  await blog.register('r');
  for (const fields of [{}, { timestamp: 1, auth_key: 'x' }]) await blog.send('/blogapi/login', fields);
  const { body } = await blog.login('writer');
  await blog.login('writer', 'wrong');
  const signed = sign({ account: 'writer', password: 'f'.repeat(32) }, at.clock.now());
  await blog.send('/blogapi/login', { ...signed, token: 'x' });
  await blog.get('/admin/logout', {}, { 'access-token': body.data.token });
  await blog.get('/admin/logout', {}, { 'access-token': body.data.token });
  await blog.get('/admin/logout');
  await at.portico.house.jobs.runDue();
  await blog.register('second');
  await at.portico.house.jobs.runDue();
  const links = at
    .outbox()
    .flatMap(({ text = '' }) => [...text.matchAll(/verify-email\?token=(\w+)/g)].map(([, link = '']) => link));
  assert.ok(links.length >= 2, 'two links were mailed');
  const [first = '', second = ''] = links;
  await call(`${at.url}/blogapi/verify-email?token=${first}`, 'GET', undefined, { accept: 'text/html' });
  await call(`${at.url}/blogapi/verify-email?token=${first}`, 'GET');
  for (const accept of ['*/*', 'text/html']) {
    await call(`${at.url}/blogapi/verify-email`, 'POST', { token: first }, { accept });
    await call(`${at.url}/blogapi/verify-email?token=${first}`, 'GET', undefined, { accept: '*/*' });
  }
  await call(`${at.url}/blogapi/verify-email`, 'POST', { token: second });
}

/** Asks each operation as nobody would: without a credential, with a broken body, with one that is too large. */
export async function askWrongly(at: TestPortico, operations: readonly DocumentedOperation[]): Promise<void> {
  const json = { 'content-type': 'application/json' };
  for (const { name, document } of operations) {
    const [method = '', pattern = ''] = name.split(' ');
    const url = at.url + pattern.replaceAll(/:\w+/g, '1').replace('*', 'nothing');
    if (method === 'GET') {
      await call(url, method);
      await call(`${url}?x=%zz`, method);
      continue;
    }
    await call(url, method, {});
    await call(url, method, '{', { ...json, ...credentialOf(document.name) });
    await call(url, method, JSON.stringify({ a: 'x'.repeat(1_100_000) }), { ...json, ...credentialOf(document.name) });
  }
}

/** The one that is no secret of a person: with others, a body is not read before somebody is known. */
function credentialOf(name: string): Record<string, string> {
  return name === 'panel' ? { 'api-token': credentials.panelToken } : {};
}
