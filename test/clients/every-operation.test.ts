import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  createBlogClient,
  createDesktopClient,
  createMobileClient,
  createPanelClient,
  createStaffClient,
} from '../../clients/src/index.ts';
import { type DocumentedOperation, judge, loadOperations } from '../support/documented-answers.ts';
import { mobilePassword, newPhone } from '../support/mobile.ts';
import { pngHeader } from '../support/pictures.ts';
import { credentials, startPortico } from '../support/portico.ts';
import { idOf, newStaffFields } from '../support/staff.ts';
import { takeAnswers } from '../support/taken-answers.ts';
import { collectBytes } from './collect-bytes.ts';

const at = await startPortico({ after });
const baseUrl = at.url;
const { apiKeys, faq, feedback, pushes } = at.portico.house.core;

test('every operation of every contract is asked by its client, and succeeds', async () => {
  const operations = await loadOperations();
  const taken = takeAnswers(operations);
  await useMobile();
  await useBlog();
  await useDesktop();
  await useStaff();
  await usePanel();
  const succeeded = new Set<DocumentedOperation>();
  for (const { documented, answer, url } of taken) {
    const verdict = judge(documented, answer, url);
    assert.equal(verdict.kind, 'success', `${documented.name} ${JSON.stringify(answer.body)}`);
    succeeded.add(documented);
  }
  const missing = operations.filter((documented) => !succeeded.has(documented)).map(({ name }) => name);
  assert.deepEqual(missing, []);
});

async function useMobile(): Promise<void> {
  const mobile = createMobileClient({ baseUrl });
  const account = newPhone();
  await mobile.post('/api/auth/send_code', { body: { account } });
  const code = at.codeFor(`+86${account}`);
  await mobile.post('/api/auth/check_code', { body: { account, code } });
  await mobile.register({ account, code, password: mobilePassword });
  const tokens = await mobile.post('/api/auth/access_token', { body: { account, password: mobilePassword } });
  const renewed = await mobile.post('/api/auth/refresh_token', { body: { refresh_token: tokens.refresh_token } });
  assert.equal(renewed.expires_in, 604_800);
  const info = await mobile.get('/api/personal/info');
  const changed = await mobile.put('/api/personal/info', { body: { nickname: '小明', gender: 1 } });
  assert.deepEqual([changed.id, changed.nickname, changed.gender], [info.id, '小明', 1]);
  await mobile.post('/api/push/bind', { body: { client_id: 'a/b c', client_type: 'ios' } });
  await mobile.put('/api/push/switch/{client_id}', { params: { client_id: 'a/b c' }, body: { switch: false } });
  const bound = await mobile.get('/api/push/switch/{client_id}', { params: { client_id: 'a/b c' } });
  assert.equal(bound.switch, false);
  const by = { actor: 'test' };
  const question = await faq.create({ title: '标题', content: '内容', category: '', externalLink: '' }, by);
  const category = await feedback.createCategory({ name: 'app', description: 'app' }, by);
  const push = await pushes.create({ title: '推送', body: '内容', managerId: 1, to: [info.id] });
  assert.equal((await mobile.get('/api/faq', { query: { page_no: 1, page_size: 5 } })).data[0]?.id, question.id);
  assert.equal((await mobile.get('/api/faq/{id}', { params: { id: question.id } })).title, '标题');
  assert.equal((await mobile.get('/api/feedback_category')).total, 1);
  assert.equal((await mobile.get('/api/push/log')).total, 1);
  assert.equal((await mobile.get('/api/push/log/{id}', { params: { id: push.id } })).push_title, '推送');
  const form = { feedback_content: '反馈', feedback_category_id: category.id };
  const { id } = await mobile.post('/api/feedback', { body: form });
  await feedback.reply({ feedbackId: id, content: '回复', managerId: 1 });
  const count = await mobile.get('/api/message/count', { query: { push_ids: [push.id] } });
  assert.deepEqual(count, { push_count: 0, feedback_count: 1 });
  const reply = await mobile.get('/api/feedback/reply/{feedback_id}', { params: { feedback_id: id } });
  assert.equal(reply.reply_content, '回复');
  assert.equal((await mobile.get('/api/feedback')).total, 1);
  await mobile.delete('/api/feedback/{id}', { params: { id } });
  await mobile.delete('/api/push/log/delete');
  await mobile.signOut();
}

async function useBlog(): Promise<void> {
  const { blogKey: authKey, blogSecret: authSecret } = credentials;
  const blog = createBlogClient({ baseUrl, authKey, authSecret });
  const captcha = await blog.fetchCaptcha({ width: 60, height: 160 });
  assert.match(captcha.svg, /^<svg/);
  const form = { account: 'writer', password: '111111', email: 'writer@example.com' };
  const made = await blog.register({ ...form, captcha: at.answerOf(captcha.id ?? '') });
  assert.deepEqual([made.account, made.emailVerified], ['writer', false]);
  const token = verificationFor(form.email);
  assert.equal((await blog.get('/blogapi/verify-email', { query: { token } })).emailVerified, true);
  const other = await blog.fetchCaptcha();
  const second = { account: 'second', password: '111111', email: 'second@example.com' };
  await blog.register({ ...second, captcha: at.answerOf(other.id ?? '') });
  await blog.post('/blogapi/verify-email', { body: { token: verificationFor(second.email) } });
  assert.equal((await blog.signIn({ account: 'writer', password: '111111' })).account, 'writer');
  await blog.signOut();
  assert.equal(await blog.isSignedIn(), false);
}

/** The token that was mailed there; other things are written to the outbox at any time. */
function verificationFor(email: string): string {
  const text = at.outbox().findLast(({ to }) => to === email)?.text ?? '';
  return /verify-email\?token=([\w.-]+)/.exec(text)?.[1] ?? '';
}

async function useDesktop(): Promise<void> {
  const { key } = await apiKeys.create({ name: 'ci', rights: ['releases:write'] }, { actor: 'test' });
  const desktop = createDesktopClient({ baseUrl, apiKey: key });
  const account = newPhone();
  await desktop.post('/api/user/sendCode', { body: { account } });
  const person = await desktop.signIn({ account, code: at.codeFor(`+86${account}`) });
  assert.equal(person.account, account);
  assert.equal((await desktop.post('/api/heart/check')).mobile, account);
  const file = new File(['the program'], '工具 {a}.exe');
  await desktop.post('/api/upgrade/upload', { body: { file, version: '1.2.0' } });
  const release = await desktop.checkForUpdate('1.1.9');
  assert.ok(release);
  assert.equal((await collectBytes(desktop.download(release))).toString(), 'the program');
}

async function useStaff(): Promise<void> {
  const owner = createStaffClient({ baseUrl });
  const visitor = createStaffClient({ baseUrl });
  const captcha = async () => {
    const { id } = await owner.get('/captcha');
    return { captcha_id: id, captcha_code: at.answerOf(id) };
  };
  const avatar = new File([new Uint8Array(pngHeader(64, 64))], 'me.png');
  const fields = newStaffFields();
  await visitor.put('/signUp', { body: { ...fields, avatar } });
  await visitor.post('/signUp', { body: { ...newStaffFields(), avatar } });
  await owner.signIn({ nickname: 'owner', passwd: credentials.ownerPassword, ...(await captcha()) });
  const id = await idOf(at, fields.nickname);
  await owner.put('/audit/user/{id}', { params: { id } });
  assert.ok((await owner.get('/list/user', { query: { page: 1 } })).total >= 2);
  await visitor.signIn({ nickname: fields.nickname, passwd: fields.passwd, ...(await captcha()) });
  await visitor.put('/user/{id}', { params: { id }, body: { position: '工程师' } });
  assert.equal((await visitor.get('/user/{id}', { params: { id } })).position, '工程师');
  assert.equal(await owner.delete('/user/{id}', { params: { id } }), true);
}

async function usePanel(): Promise<void> {
  const panel = createPanelClient({ baseUrl: at.panelUrl, apiToken: credentials.panelToken });
  const cookie = { ptPin: 'pt_key=AAJ;pt_pin=jd_1;', userMsg: '备注' };
  assert.equal(await panel.post('/openApi/updateCookie', { body: cookie }), null);
  await panel.post('/openApi/addOrUpdateAccount', { body: { ptPin: 'jd_2', wsKey: 'AAW' } });
  assert.deepEqual(await panel.get('/openApi/count'), { cookieCount: 1, accountCount: 2 });
  const deleted = await panel.post('/openApi/cookie/delete', { body: { ptPins: ['jd_1'] } });
  assert.equal(deleted.deleteCount, 1);
}
