import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { transact } from '../src/db/database.ts';
import { startSmtpDouble } from './doubles/email/smtp.ts';
import { assertCode, createMobileClient, newPhone } from './support/mobile.ts';
import { call, startPortico } from './support/portico.ts';
import { servePortico, temporaryDataDir } from './support/process.ts';

const double = await startSmtpDouble({ after });
const at = await startPortico({ after }, double.environment);
// What failed is tried again two seconds later: when a test says so, however long it takes itself.
at.clock.stop();
const { database, jobs } = at.portico.house;
const { send } = createMobileClient(at);
const sendCode = (account: string) => send('POST', '/auth/send_code', { account });
const behave = (behaviour: typeof double.behaviour): void => {
  double.behaviour.refuse = behaviour.refuse;
  double.behaviour.hangAt = behaviour.hangAt;
};

/** The text of the newest mail, decoded. */
function textOf(raw: string): string {
  const [, part = ''] = /Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw) ?? [];
  const isBase64 = /Content-Type: text\/plain[\s\S]*?Content-Transfer-Encoding: base64/.test(raw);
  return isBase64 ? Buffer.from(part, 'base64').toString('utf8') : decodeQuotedPrintable(part);
}
function decodeQuotedPrintable(text: string): string {
  const latin = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, 'latin1').toString('utf8');
}
const mailsTo = (to: string) => double.mails.filter((mail) => mail.to.includes(to));

/** Queues a mail as a registration does. */
async function enqueue(to: string): Promise<void> {
  const link = 'https://accounts.example.com/blogapi/verify-email?token=abc';
  await transact(database, (tx) => jobs.enqueue(tx, 'email', { purpose: 'verify-email', to, handle: 'ming', link }));
}
const listJobs = () => database.selectFrom('jobs').select(['dead_at', 'attempts', 'last_error']).execute();

test('mobile send_code: a code by e-mail goes out over SMTP and registers', async () => {
  assertCode(await sendCode('first@example.com'), 0);
  const [mail = assert.fail()] = mailsTo('first@example.com');
  const [, code = ''] = /^(\d{6})$/m.exec(textOf(mail.raw)) ?? [];
  const body = { account: 'first@example.com', code, password: 'secret-1' };
  assertCode(await send('POST', '/auth/register', body), 0);
});

test('mobile send_code: 10012 where the mail server refuses the recipient, 10014 where it refuses for now', async () => {
  behave({ refuse: { at: 'recipient', code: 550, text: '5.1.1 no such user' } });
  assertCode(await sendCode('refused@example.com'), 10012);
  behave({ refuse: { at: 'recipient', code: 450, text: '4.2.0 greylisted' } });
  assertCode(await sendCode('refused@example.com'), 10014);
  behave({});
  assertCode(await sendCode('refused@example.com'), 0);
});

test('mobile send_code: 10014 where the mail server hangs, while the caller waits no longer than the deadline', async () => {
  behave({ hangAt: 'recipient' });
  let isAnswered = false;
  const answered = sendCode('hanging@example.com').finally(() => {
    isAnswered = true;
  });
  assertCode(await sendCode(newPhone()), 0);
  assert.equal(isAnswered, false, 'whoever else asks is not held up');
  assertCode(await answered, 10014);
  behave({});
});

test('mails: a refused recipient ends the job at once, and the reason says in whose words', async () => {
  behave({ refuse: { at: 'recipient', code: 550, text: '5.1.1 <gone@example.com> no such user' } });
  await enqueue('gone@example.com');
  await jobs.runDue();
  const [job, ...others] = await listJobs();
  assert.deepEqual([others.length, job?.attempts], [0, 1]);
  assert.notEqual(job?.dead_at, null);
  assert.match(job?.last_error ?? '', /^email\.rejected: RCPT TO: .*550 5\.1\.1 <<recipient>> no such user/);
  await database.deleteFrom('jobs').execute();
  behave({});
});

test('mails: one that is greylisted is sent by a later try, with the same Message-ID', async () => {
  behave({ refuse: { at: 'message', code: 451, text: '4.7.1 greylisted, come back later' } });
  await enqueue('grey@example.com');
  await jobs.runDue();
  const [waiting] = await listJobs();
  assert.deepEqual([waiting?.dead_at, waiting?.attempts], [null, 1]);
  assert.match(waiting?.last_error ?? '', /^email\.unavailable: DATA: .*451 4\.7\.1/);
  behave({});
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.equal(mailsTo('grey@example.com').length, 1);
  assert.deepEqual(await listJobs(), []);
});

test('mails: a repetition of one that may have been sent has the Message-ID of the first', async () => {
  double.behaviour.resetAfterData = true;
  const { messages } = double;
  const before = messages();
  await enqueue('twice@example.com');
  await jobs.runDue();
  assert.equal(messages(), before + 1, 'not within the same try');
  double.behaviour.resetAfterData = false;
  at.clock.advance(60_000);
  const [{ key } = assert.fail()] = await database.selectFrom('jobs').select('key').execute();
  await jobs.runDue();
  const [mail = assert.fail()] = mailsTo('twice@example.com');
  assert.match(mail.raw, new RegExp(`^Message-ID: <${key}@sender\\.example>`, 'm'));
});

test('mails: the request that causes one does not wait for the mail server', async () => {
  behave({ hangAt: 'message' });
  const before = double.messages();
  await enqueue('slow@example.com');
  await jobs.wake();
  assert.equal((await listJobs()).length, 1, 'it is not done yet');
  while (double.messages() === before) await setTimeout(5);
  behave({});
  double.dropConnections();
  await jobs.runDue();
  at.clock.advance(60_000);
  await jobs.runDue();
  assert.equal(mailsTo('slow@example.com').length, 1);
});

test('forgotten password: the mail that goes out has both parts, in the language of who asked', async () => {
  const email = 'first@example.com';
  await fetch(`${at.url}/account/forgot-password`, {
    method: 'POST',
    headers: { 'accept-language': 'en-GB,en;q=0.9' },
    body: new URLSearchParams({ email }),
  });
  await jobs.runDue();
  const mail = mailsTo(email).at(-1) ?? assert.fail();
  assert.match(mail.raw, /^Subject: Choose a new password - Portico\r$/m);
  assert.match(textOf(mail.raw), /^http\S+\/account\/reset-password\?token=\w{43}\r?$/m);
  assert.match(mail.raw, /Content-Type: text\/html/);
});

test('mails: wrong settings are told loudly in the log, which holds no password, no code and no token', async (t) => {
  const password = 'a-wrong-password-for-tests';
  const dataDir = temporaryDataDir(t);
  const server = await servePortico(t, dataDir, { ...double.environment, PORTICO_SMTP_PASSWORD: password });
  const answer = await call(`${server.url}/api/auth/send_code`, 'POST', { account: 'logged@example.com' });
  assertCode(answer, 10014);
  const token = 'T'.repeat(43);
  await fetch(`${server.url}/account/reset-password?token=${token}`);
  await fetch(`${server.url}/account/reset-password`, { method: 'POST', body: new URLSearchParams({ token }) });
  const loud = server
    .said()
    .split('\n')
    .filter((line) => line.includes('misconfigured'));
  assert.equal(loud.length, 1, server.said());
  const { level, channel, reason } = JSON.parse(loud[0] ?? '');
  assert.deepEqual([level, channel], [50, 'email']);
  assert.match(reason, /^AUTH PLAIN: .*535/);
  for (const secret of [password, token, 'logged@example.com']) assert.ok(!server.said().includes(secret), secret);
});
