import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, beforeEach, test } from 'node:test';
import { webhookEvents } from '../src/core/webhooks/webhooks.ts';
import { createBlogClient } from './support/blog.ts';
import { signInAtDesktop } from './support/desktop.ts';
import { createOperator, signInAtConsole } from './support/management.ts';
import { createMobileClient, mobilePassword, newPhone } from './support/mobile.ts';
import { call, startPortico } from './support/portico.ts';
import { runPortico } from './support/process.ts';
import { idOf, joinStaff, logIn, logInAsOwner, newStaffFields, signUpForm } from './support/staff.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const mobile = createMobileClient(at);
const owner = await signInAtConsole(at);
const staffOwner = await logInAsOwner(at);
const words = { url: 'http://127.0.0.1:9/', description: '', events: [...webhookEvents] };
const endpoint = await core.webhooks.endpoints.create(words, { actor: 'cli' });
// Nothing is sent: what was told is what counts.
await core.webhooks.endpoints.pause(endpoint.id, { by: { actor: 'cli' } });

interface Told {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each event has data of its own.
  data: any;
}

beforeEach(async () => {
  await database.deleteFrom('webhook_messages').execute();
});

/** What was told since the last time, in the order in which it was. */
async function takeTold(): Promise<Told[]> {
  const rows = await database.selectFrom('webhook_messages').select('body').orderBy('created_at').execute();
  await database.deleteFrom('webhook_messages').execute();
  return rows.map(({ body }) => JSON.parse(body));
}

const takeTypes = async () => (await takeTold()).map(({ type }) => type).sort();

test('webhook events: who registers at the mobile door is created and signed in, told without phone or e-mail', async () => {
  const person = await mobile.join();
  const told = await takeTold();
  assert.deepEqual(told.map(({ type }) => type).sort(), ['account.created', 'session.opened']);
  const text = JSON.stringify(told);
  assert.ok(!text.includes(person.phone) && !text.includes(person.token) && !text.includes(mobilePassword));
  const opened = told.find(({ type }) => type === 'session.opened')?.data;
  assert.deepEqual([opened.account.id, opened.session.contract], [person.id, 'mobile']);
  await mobile.send('POST', '/auth/access_token', { account: person.phone, password: mobilePassword });
  assert.deepEqual(await takeTypes(), ['session.opened']);
});

test('webhook events: desktop makes an account with the first code and signs in with each', async () => {
  const phone = newPhone();
  await signInAtDesktop(at, phone);
  assert.deepEqual(await takeTypes(), ['account.created', 'session.opened']);
});

test('webhook events: the blog’s registration and sign-in', async () => {
  const blog = createBlogClient(at);
  await blog.register?.('writer');
  assert.deepEqual(await takeTypes(), ['account.created']);
});

test('webhook events: the staff door’s sign-up, audit, sign-in and deletion', async () => {
  const fields = newStaffFields();
  await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  assert.deepEqual(await takeTypes(), ['account.created']);
  const id = await idOf(at, fields.nickname);
  await call(`${at.url}/audit/user/${id}`, 'PUT', {}, staffOwner);
  assert.deepEqual(await takeTypes(), ['account.approved']);
  await call(`${at.url}/audit/user/${id}`, 'PUT', {}, staffOwner);
  assert.deepEqual(await takeTypes(), [], 'who is in already is not let in again');
  await logIn(at, fields.nickname);
  assert.deepEqual(await takeTypes(), ['session.opened']);
  await call(`${at.url}/user/${id}`, 'DELETE', {}, staffOwner);
  const [gone] = await takeTold();
  assert.deepEqual(
    [gone?.type, gone?.data.account.id, gone?.data.account.handle],
    ['account.deleted', id, fields.nickname],
  );
});

test('webhook events: what operators do in the console, one by one and many at once', async () => {
  const { body: made } = await owner.call('POST', '/accounts', { body: { handle: 'li-si', staffApproved: true } });
  assert.deepEqual(await takeTypes(), ['account.approved', 'account.created']);
  const path = `/accounts/${made.account.id}`;
  const { body: frozen } = await owner.call('POST', `${path}/freeze`, { version: made.account.version });
  assert.deepEqual(await takeTypes(), ['account.frozen']);
  const { body: thawed } = await owner.call('POST', `${path}/thaw`, { version: frozen.version });
  assert.deepEqual(await takeTypes(), []);
  await owner.call('DELETE', path, { version: thawed.version });
  assert.deepEqual(await takeTypes(), ['account.deleted']);
  const waiting = [await joinWaiting(), await joinWaiting()];
  await takeTold();
  await owner.call('POST', '/accounts/approve', { body: { ids: waiting } });
  assert.deepEqual(await takeTypes(), ['account.approved', 'account.approved']);
});

async function joinWaiting(): Promise<number> {
  const fields = newStaffFields();
  await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  return idOf(at, fields.nickname);
}

test('webhook events: a password is changed by its owner, by a link and by the command line', async () => {
  const id = await createOperator(at, { handle: 'an-admin', password: 'right-password-1' });
  const admin = await signInAtConsole(at, 'an-admin', 'right-password-1');
  await takeTold();
  const change = { currentPassword: 'right-password-1', newPassword: 'four words nobody guesses' };
  assert.ok((await admin.call('POST', '/session/password', { body: change })).status < 300);
  assert.ok((await takeTypes()).includes('account.password-changed'));
  const link = await core.passwordResets.create(id, { by: { actor: 'cli', mayChangeOperators: true } });
  await core.passwordResets.consume(link.token, 'five words that nobody guesses', {
    address: '203.0.113.1',
    userAgent: '',
    exemptFromAddressLimits: true,
  });
  assert.deepEqual(await takeTypes(), ['account.password-changed']);
  const run = await runPortico(['account', 'reset-password', String(id), '--password', 'secret-12345'], {
    ...at.environment,
  });
  assert.equal(run.status, 0, run.said.join('\n'));
  assert.deepEqual(await takeTypes(), ['account.password-changed']);
});

test('webhook events: a release is told of once, however often the same one is published', async () => {
  const publish = () =>
    core.releases.publish({ version: '1.2.3', fileName: 'tool.zip' }, Readable.from('bytes'), {
      actor: 'cli',
    });
  await publish();
  await publish();
  const [release, ...others] = await takeTold();
  assert.deepEqual([release?.type, release?.data.release.version, others], ['release.published', '1.2.3', []]);
});

test('webhook events: feedback is told with its text, and without the phone to call back', async () => {
  const { id } = await mobile.join();
  await takeTold();
  await core.feedback.submit(id, { content: '很好用', categoryId: null, contactPhone: '13800138000' });
  const [told] = await takeTold();
  assert.deepEqual([told?.type, told?.data.feedback.content], ['feedback.received', '很好用']);
  assert.ok(!JSON.stringify(told).includes('13800138000'));
});

test('webhook events: generated accounts are told to nobody', async () => {
  const run = await runPortico(['generate', '--accounts', '20'], at.environment);
  assert.equal(run.status, 0, run.said.join('\n'));
  assert.deepEqual(await takeTypes(), []);
});

test('webhook events: whoever is refused opens no session', async () => {
  const { fields } = await joinStaff(at);
  await takeTold();
  await logIn(at, fields.nickname, 'wrong-password');
  assert.deepEqual(await takeTypes(), []);
});
