import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { isSignedBy, signedNames } from '../../../test/doubles/email/dkim.ts';
import {
  type SmtpDouble,
  type SmtpDoubleOptions,
  type Stage,
  smtpLogin,
  startSmtpDouble,
} from '../../../test/doubles/email/smtp.ts';
import { findFreePort } from '../../../test/support/free-port.ts';
import { until } from '../../../test/support/until.ts';
import { DomainError } from '../../core/errors.ts';
import type { Mail } from '../../core/ports.ts';
import { openSmtp } from './smtp.ts';
import type { SmtpOptions } from './smtp-options.ts';

const mail: Mail = {
  to: 'somebody@example.com',
  purpose: 'verify-email',
  subject: '验证邮箱',
  text: '请打开链接\n\nhttps://example.com/?token=secret\n',
  html: '<p>请打开链接</p>',
  key: 'the-key-of-the-job',
};
const hang = { deadlineMs: 400 };

interface Opened {
  double: SmtpDouble;
  smtp: ReturnType<typeof openSmtp>;
  misconfigured: string[];
}

async function open(
  context: TestContext,
  how: SmtpDoubleOptions = {},
  changes: Partial<SmtpOptions> = {},
): Promise<Opened> {
  const double = await startSmtpDouble(context, how);
  const misconfigured: string[] = [];
  const options: SmtpOptions = {
    host: 'localhost',
    port: double.port,
    security: how.withoutTls ? 'none' : how.implicitTls ? 'implicit' : 'required',
    ca: readFileSync(double.caFile, 'utf8'),
    login: smtpLogin,
    from: { address: 'no-reply@sender.example', name: '门廊' },
    replyTo: 'help@sender.example',
    dkim: undefined,
    connections: 2,
    ...changes,
  };
  const smtp = openSmtp(options, { onMisconfigured: (reason) => misconfigured.push(reason) });
  context.after(() => smtp.close());
  return { double, smtp, misconfigured };
}

/** The failure of a send, with the reason that operators read. */
async function failureOf(sending: Promise<void>): Promise<{ code: string; mayHaveBeenSent: boolean; reason: string }> {
  try {
    await sending;
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    const { code, params, cause } = error;
    return { code, mayHaveBeenSent: params.mayHaveBeenSent === true, reason: (cause as Error).message };
  }
  return assert.fail('the mail was sent');
}

const headOf = (raw: string): string[] =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
const headerOf = (raw: string, name: string): string | undefined =>
  headOf(raw).find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `));

test('SMTP: a mail goes encrypted, with the login, to one recipient, and says that it was made by a program', async (t) => {
  const { double, smtp } = await open(t);
  await smtp.send(mail);
  const [{ raw, ...envelope } = assert.fail()] = double.mails;
  assert.deepEqual(envelope, {
    from: 'no-reply@sender.example',
    to: ['somebody@example.com'],
    secure: true,
    user: smtpLogin.user,
  });
  assert.equal(headerOf(raw, 'from'), 'From: =?UTF-8?B?6Zeo5buK?= <no-reply@sender.example>');
  assert.equal(headerOf(raw, 'reply-to'), 'Reply-To: help@sender.example');
  assert.equal(headerOf(raw, 'to'), 'To: somebody@example.com');
  assert.equal(headerOf(raw, 'message-id'), 'Message-ID: <the-key-of-the-job@sender.example>');
  assert.equal(headerOf(raw, 'auto-submitted'), 'Auto-Submitted: auto-generated');
  assert.match(raw, /Content-Type: text\/plain; charset=utf-8[\s\S]*Content-Type: text\/html; charset=utf-8/);
});

test('SMTP: a repetition of a job’s mail has the same Message-ID, another mail another one', async (t) => {
  const { double, smtp } = await open(t);
  const { key: _, ...withoutKey } = mail;
  for (const each of [mail, mail, { ...mail, key: 'other' }, withoutKey, withoutKey]) await smtp.send(each);
  const ids = double.mails.map(({ raw }) => headerOf(raw, 'message-id'));
  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids).size, 4);
});

test('SMTP: connections are kept and shared by mails', async (t) => {
  const { double, smtp } = await open(t);
  for (let count = 0; count < 3; count += 1) await smtp.send(mail);
  assert.deepEqual([double.mails.length, double.connections()], [3, 1]);
  await Promise.all(Array.from({ length: 12 }, () => smtp.send(mail)));
  assert.deepEqual([double.mails.length, double.connections()], [15, 2], 'no more than are allowed');
});

test('SMTP: implicit TLS, and none at all where that is configured', async (t) => {
  for (const how of [{ implicitTls: true }, { withoutTls: true }]) {
    const { double, smtp } = await open(t, how);
    await smtp.send(mail);
    assert.deepEqual([double.mails[0]?.secure, double.mails.length], [how.implicitTls === true, 1]);
  }
});

test('SMTP: optional TLS is used where it is offered, and does without where it is not', async (t) => {
  for (const withoutTls of [false, true]) {
    const { double, smtp } = await open(t, { withoutTls }, { security: 'optional' });
    await smtp.send(mail);
    assert.equal(double.mails[0]?.secure, !withoutTls);
  }
});

test('SMTP: where TLS is required and not offered nothing is sent, not even the login, and the settings are blamed', async (t) => {
  const { double, smtp, misconfigured } = await open(t, { withoutTls: true }, { security: 'required' });
  const { code, mayHaveBeenSent } = await failureOf(smtp.send(mail));
  assert.deepEqual([code, mayHaveBeenSent, double.messages()], ['email.unavailable', false, 0]);
  assert.match(misconfigured.join(), /STARTTLS/);
});

test('SMTP: a certificate that nobody vouches for, or for another name, is refused', async (t) => {
  for (const implicitTls of [false, true]) {
    for (const [how, changes] of [
      [{}, { ca: undefined }],
      [{ certificateFor: 'mail.other.example' }, {}],
    ] as const) {
      const { double, smtp, misconfigured } = await open(t, { implicitTls, ...how }, changes);
      assert.equal((await failureOf(smtp.send(mail))).code, 'email.unavailable');
      assert.deepEqual([double.connections() > 0 && double.messages(), misconfigured.length], [0, 1]);
    }
  }
});

test('SMTP: a wrong password is told loudly, without the password', async (t) => {
  const { smtp, misconfigured } = await open(t, {}, { login: { ...smtpLogin, password: 'not-the-password' } });
  assert.equal((await failureOf(smtp.send(mail))).code, 'email.unavailable');
  assert.match(misconfigured.join(), /AUTH PLAIN: .*535/);
  assert.doesNotMatch(misconfigured.join(), /not-the-password/);
});

const refusals = [
  ['recipient', 550, 'email.rejected', false],
  ['message', 554, 'email.rejected', false],
  ['recipient', 450, 'email.unavailable', false],
  ['message', 451, 'email.unavailable', false],
  ['sender', 451, 'email.unavailable', false],
  ['login', 454, 'email.unavailable', false],
  ['sender', 553, 'email.unavailable', true],
  ['recipient', 530, 'email.unavailable', true],
] as const;
for (const [at, code, expected, blamesSettings] of refusals) {
  test(`SMTP: ${code} for the ${at} is ${expected}${blamesSettings ? ', and the settings are blamed' : ''}`, async (t) => {
    const { double, smtp, misconfigured } = await open(t);
    double.behaviour.refuse = { at, code, text: `5.1.1 <${mail.to.toUpperCase()}> is refused, ${mail.to}` };
    const failure = await failureOf(smtp.send(mail));
    assert.deepEqual([failure.code, failure.mayHaveBeenSent], [expected, false]);
    assert.match(failure.reason, new RegExp(String(code)));
    assert.doesNotMatch(failure.reason, /somebody/i, 'whom it was for is nobody’s business in a log');
    assert.equal(misconfigured.length, blamesSettings ? 1 : 0);
    double.behaviour.refuse = undefined;
    await smtp.send(mail);
    assert.equal(double.mails.length, 1, 'the next one goes out');
  });
}

const stages: Stage[] = ['greeting', 'login', 'sender', 'recipient', 'message'];
for (const stage of stages) {
  test(`SMTP: a server that hangs at the ${stage} is given up at the deadline, and the next mail goes out`, async (t) => {
    const { double, smtp } = await open(t);
    double.behaviour.hangAt = stage;
    const isGiven = stage === 'message';
    // Its time is over when the server has the whole message, however long that takes.
    // @ts-expect-error: Node.js has it, its types have it not yet.
    if (isGiven) t.mock.timers.enable({ apis: ['AbortSignal.timeout'] });
    const failing = failureOf(smtp.send(mail, hang));
    if (isGiven) {
      await until(() => double.messages() === 1);
      t.mock.timers.tick(hang.deadlineMs);
      t.mock.timers.reset();
    }
    const { code, mayHaveBeenSent } = await failing;
    assert.deepEqual([code, mayHaveBeenSent], ['email.unavailable', isGiven]);
    double.behaviour.hangAt = undefined;
    await smtp.send(mail);
    assert.equal(double.mails.length, 1);
  });
}

test('SMTP: who waits in vain for a free connection is given up at the deadline, too, and is not sent later', async (t) => {
  const { double, smtp } = await open(t, {}, { connections: 1 });
  double.behaviour.hangAt = 'recipient';
  const first = failureOf(smtp.send(mail, { deadlineMs: 1_000 }));
  const second = await failureOf(smtp.send({ ...mail, key: 'second' }, hang));
  assert.deepEqual([second.code, second.mayHaveBeenSent], ['email.unavailable', false]);
  await first;
  double.behaviour.hangAt = undefined;
  await smtp.send({ ...mail, key: 'third' });
  assert.deepEqual(
    double.mails.map(({ raw }) => headerOf(raw, 'message-id')),
    ['Message-ID: <third@sender.example>'],
  );
});

test('SMTP: a connection that is reset after the whole message may have delivered it, and it is not sent again', async (t) => {
  const { double, smtp } = await open(t);
  await smtp.send(mail);
  double.behaviour.resetAfterData = true;
  const { code, mayHaveBeenSent } = await failureOf(smtp.send(mail));
  assert.deepEqual([code, mayHaveBeenSent, double.messages()], ['email.unavailable', true, 2]);
});

test('SMTP: a server that is not there, or speaks something else, is unavailable', async (t) => {
  const babbling = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => babbling.once('listening', resolve));
  t.after(() => babbling.close());
  const said = await open(t, {}, { port: (babbling.address() as { port: number }).port });
  assert.deepEqual((await failureOf(said.smtp.send(mail))).code, 'email.unavailable');
  const absent = await open(t, {}, { port: await findFreePort() });
  const { code, mayHaveBeenSent } = await failureOf(absent.smtp.send(mail));
  assert.deepEqual([code, mayHaveBeenSent, absent.misconfigured], ['email.unavailable', false, []]);
});

/** A server that greets, answers each line by its first word, and says nothing to others. */
async function startScripted(t: TestContext, answers: Record<string, string>): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 mail.example.com\r\n');
    socket.on('data', (line) => socket.write(answers[String(line).trim().split(' ')[0] ?? ''] ?? ''));
    t.after(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  return (server.address() as { port: number }).port;
}

const scripts: Array<[what: string, answers: Record<string, string>, more?: Partial<SmtpOptions>]> = [
  ['says nothing to EHLO', {}],
  ['hangs in the TLS handshake', { EHLO: '250-hi\r\n250 STARTTLS\r\n', STARTTLS: '220 go\r\n' }],
  ['answers garbage', { EHLO: '\u0000\u0001 what?\r\n' }],
  ['never ends its answer', { EHLO: `250-${'x'.repeat(100_000)}` }],
  ['begins to close', { EHLO: '421 4.3.2 shutting down\r\n' }],
  ['hangs at DATA', { EHLO: '250 hi\r\n', MAIL: '250 ok\r\n', RCPT: '250 ok\r\n' }, { security: 'none' }],
];
for (const [what, answers, more] of scripts) {
  test(`SMTP: a server that ${what} is unavailable, and has been sent nothing`, async (t) => {
    const port = await startScripted(t, answers);
    const { smtp } = await open(t, {}, { port, login: undefined, ...more });
    const { code, mayHaveBeenSent } = await failureOf(smtp.send(mail, hang));
    assert.deepEqual([code, mayHaveBeenSent], ['email.unavailable', false]);
  });
}

test('SMTP: a job that is to end breaks its mail off', async (t) => {
  const { double, smtp } = await open(t);
  double.behaviour.hangAt = 'recipient';
  const ending = new AbortController();
  const failure = failureOf(smtp.send(mail, { signal: ending.signal }));
  ending.abort();
  assert.equal((await failure).code, 'email.unavailable');
});

test('SMTP: nothing in a mail adds a header or a recipient', async (t) => {
  const { double, smtp } = await open(t);
  const evil = 'x\r\nBcc: other@example.com\r\nX-Evil: 1';
  await smtp.send({ ...mail, subject: evil, senderName: evil, key: 'k', text: evil, html: `<p>${evil}</p>` });
  const [{ raw, to } = assert.fail()] = double.mails;
  assert.deepEqual(to, [mail.to]);
  assert.deepEqual(
    headOf(raw).filter((line) => /^(bcc|x-evil)/i.test(line)),
    [],
  );
  for (const address of [
    'a@example.com, b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
    'Name <a@example.com>',
    'a@example.com>',
    'a@@example.com',
    'a',
    '',
  ]) {
    assert.equal((await failureOf(smtp.send({ ...mail, to: address }))).code, 'email.rejected', address);
  }
  assert.equal(double.mails.length, 1);
});

test('SMTP: the name in the configuration goes before that of the brand', async (t) => {
  const plain = { address: 'no-reply@sender.example', name: undefined };
  const { double, smtp } = await open(t, {}, { from: plain });
  await smtp.send({ ...mail, senderName: 'Brand' });
  assert.equal(headerOf(double.mails[0]?.raw ?? '', 'from'), 'From: Brand <no-reply@sender.example>');
});

test('SMTP: a picture is shown from within the mail, and nothing is fetched', async (t) => {
  const { double, smtp } = await open(t);
  const pictures = [{ cid: 'logo@portico', contentType: 'image/png', bytes: Buffer.from('a picture') }];
  await smtp.send({ ...mail, html: '<img src="cid:logo@portico" alt="">', pictures });
  const { raw = '' } = double.mails[0] ?? {};
  assert.match(raw, /Content-Type: multipart\/related/);
  assert.match(raw, /Content-Type: image\/png\r\n[\s\S]*Content-ID: <logo@portico>/i);
  assert.match(raw, /Content-Disposition: inline/);
  assert.ok(raw.includes(Buffer.from('a picture').toString('base64')));
});

test('SMTP: with a key the mail is signed (DKIM), and a verifier of its own says that the signature is right', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dkim = {
    domain: 'sender.example',
    selector: 'mail2026',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
  const { double, smtp } = await open(t, {}, { dkim });
  const pictures = [{ cid: 'logo@portico', contentType: 'image/png', bytes: Buffer.alloc(5_000, 7) }];
  await smtp.send({ ...mail, text: `trailing blanks   \n\n.\n.dotted\n${'长'.repeat(2_000)}\n\n\n`, pictures });
  const { raw = '' } = double.mails[0] ?? {};
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  assert.ok(isSignedBy(raw, { selector: 'mail2026', publicKey: key }));
  assert.match(headerOf(raw, 'dkim-signature') ?? '', /; d=sender\.example;/);
  for (const name of ['from', 'reply-to', 'to', 'subject', 'date', 'message-id'])
    assert.ok(signedNames(raw).includes(name), name);
  assert.ok(!isSignedBy(raw.replace('no-reply@', 'no-replay@'), { selector: 'mail2026', publicKey: key }));
});
