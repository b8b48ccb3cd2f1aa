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
