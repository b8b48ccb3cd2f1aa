import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpLogin, startSmtpDouble } from './doubles/email/smtp.ts';
import { runPortico, temporaryDataDir } from './support/process.ts';

const words = ['provider', 'test', 'email', '--to', 'somebody@example.com'];

test('provider test email: it sends one mail over STARTTLS and prints the dialogue as it left, without the password', async (context) => {
  const double = await startSmtpDouble(context);
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(context), ...double.environment };
  const { status, stdout, stderr } = await runPortico(words, environment);
  assert.equal(status, 0, stderr);
  const [mail] = double.mails;
  assert.deepEqual(
    [double.mails.length, mail?.to, mail?.from, mail?.secure, mail?.user],
    [1, ['somebody@example.com'], 'no-reply@sender.example', true, smtpLogin.user],
  );
  const lines = stdout.split('\n');
  const order = [
    '> STARTTLS',
    '* Connection upgraded with STARTTLS',
    '> AUTH PLAIN ********',
    '> DATA',
    '> (the body)',
  ];
  assert.deepEqual(
    lines.filter((line) => order.includes(line)),
    order,
  );
  assert.ok(lines.includes('> To: somebody@example.com'));
  assert.ok(lines.includes('> Auto-Submitted: auto-generated'));
  const secrets = [smtpLogin.password, Buffer.from(smtpLogin.password).toString('base64').slice(4, -4)];
  for (const secret of secrets) assert.ok(!`${stdout}${stderr}`.includes(secret));
});

test('provider test email: what the mail server refuses is told in its words, and it fails', async (context) => {
  const double = await startSmtpDouble(context);
  double.behaviour.refuse = { at: 'recipient', code: 550, text: '5.1.1 no such user' };
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(context), ...double.environment };
  const { status, stdout, stderr } = await runPortico(words, environment);
  assert.equal(status, 1);
  assert.match(stderr, /not sent: email\.rejected \(RCPT TO: .*550 5\.1\.1 no such user\)/);
  assert.match(stdout, /^< 550 5\.1\.1 no such user$/m);
});

test('provider test email: what is no address is told so, before anything is tried', async (context) => {
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(context) };
  const { status, stderr } = await runPortico(['provider', 'test', 'email', '--to', 'a@b, c@d'], environment);
  assert.notEqual(status, 0);
  assert.match(stderr, /e-mail address such as/);
});
