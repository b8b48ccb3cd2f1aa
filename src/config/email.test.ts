import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeCertificate } from '../../test/support/certificate.ts';
import { ConfigError, readConfig } from '../config.ts';

const folder = mkdtempSync(join(tmpdir(), 'portico-email-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function keep(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
function makeKey(modulusLength: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}
const edKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const base = {
  PORTICO_DATA_DIR: folder,
  PORTICO_EMAIL: 'smtp',
  PORTICO_SMTP_HOST: 'mail.example.com',
  PORTICO_SMTP_FROM: 'no-reply@example.com',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ PORTICO_DATA_DIR: folder, ...environment });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('mail settings: few are enough; TLS is required, on the port that goes with it', () => {
  assert.deepEqual(readConfig(base).email, {
    host: 'mail.example.com',
    port: 587,
    security: 'required',
    ca: undefined,
    login: undefined,
    from: { address: 'no-reply@example.com', name: undefined },
    replyTo: undefined,
    dkim: undefined,
    connections: 6,
  });
  assert.equal(readConfig({ ...base, PORTICO_SMTP_TLS: 'implicit' }).email?.port, 465);
});

test('mail settings: all of them, secrets from files, in a file of settings as well; secrets are not shown', () => {
  const { cert } = makeCertificate();
  const key = makeKey(2048);
  keep('password', 'the-smtp-password\n');
  keep('dkim.pem', key);
  keep('ca.pem', cert);
  const file = keep(
    'mail.toml',
    `email = "smtp"
[smtp]
host = "mail.example.com"
port = 2525
tls = "required"
ca_file = "ca.pem"
user = "portico"
password_file = "password"
from = "no-reply@example.com"
from_name = "门廊"
reply_to = "help@example.com"
connections = 3
[smtp.dkim]
domain = "example.com"
selector = "mail2026"
key_file = "dkim.pem"
`,
  );
  const { email, readings, warnings } = readConfig({ PORTICO_DATA_DIR: folder, PORTICO_CONFIG_FILE: file });
  assert.deepEqual(email, {
    host: 'mail.example.com',
    port: 2525,
    security: 'required',
    ca: cert,
    login: { user: 'portico', password: 'the-smtp-password' },
    from: { address: 'no-reply@example.com', name: '门廊' },
    replyTo: 'help@example.com',
    dkim: { domain: 'example.com', selector: 'mail2026', privateKey: key.trim() },
    connections: 3,
  });
  assert.deepEqual(warnings, []);
  assert.ok(!JSON.stringify(readings).includes('the-smtp-password'));
  const inline = readConfig({ ...base, PORTICO_SMTP_USER: 'portico', PORTICO_SMTP_PASSWORD: 'the-smtp-password' });
  assert.ok(!JSON.stringify(inline.readings).includes('the-smtp-password'));
});

test('mail settings: where none are chosen mails go where everything goes, and none of their names is strange', () => {
  const { PORTICO_EMAIL: _, ...rest } = base;
  const { email, outbound, warnings } = readConfig(rest);
  assert.deepEqual([email, outbound, warnings], [undefined, 'outbox', []]);
});

test('mail settings: what is missing is told, all at once', () => {
  const problems = problemsOf({ PORTICO_EMAIL: 'smtp', PORTICO_SMTP_USER: 'x' });
  assert.deepEqual(
    problems.map((problem) => /^PORTICO_[A-Z_]+[A-Z]/.exec(problem)?.[0]),
    ['PORTICO_SMTP_HOST', 'PORTICO_SMTP_USER', 'PORTICO_SMTP_FROM'],
  );
});

const wrong: Array<[variable: string, value: string, says: RegExp]> = [
  ['PORTICO_EMAIL', 'sendmail', /must be one of smtp/],
  ['PORTICO_SMTP_HOST', 'mail.example.com:587', /without a port/],
  ['PORTICO_SMTP_HOST', 'smtp://mail', /host name/],
  ['PORTICO_SMTP_PORT', '0', /whole number from 1 to 65535/],
  ['PORTICO_SMTP_TLS', 'yes', /one of required, implicit, optional, none/],
  ['PORTICO_SMTP_CA_FILE', join(folder, 'nothing.pem'), /certificates \(PEM\)/],
  ['PORTICO_SMTP_CA_FILE', keep('no-certificate', 'hello'), /certificates \(PEM\)/],
  ['PORTICO_SMTP_FROM', 'Portico <a@example.com>', /e-mail address alone/],
  ['PORTICO_SMTP_FROM', 'a@example.com\r\nBcc: b@example.com', /e-mail address alone/],
  ['PORTICO_SMTP_FROM_NAME', 'a\r\nBcc: b@example.com', /one line/],
  ['PORTICO_SMTP_REPLY_TO', 'nobody', /e-mail address alone/],
  ['PORTICO_SMTP_USER', 'somebody', /belong together/],
  ['PORTICO_SMTP_PASSWORD', 'something', /belong together/],
  ['PORTICO_SMTP_PASSWORD_FILE', join(folder, 'no-password'), /cannot be read/],
  ['PORTICO_SMTP_CONNECTIONS', '51', /whole number from 1 to 50/],
  ['PORTICO_SMTP_DKIM_DOMAIN', 'example.com', /belong together/],
  ['PORTICO_SMTP_DKIM_KEY_FILE', join(folder, 'no-key'), /cannot be read/],
];
for (const [variable, value, says] of wrong) {
  test(`mail settings: ${variable} that is wrong is told in words (${says.source})`, () => {
    const problems = problemsOf({ ...base, [variable]: value });
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', says);
    assert.match(problems[0] ?? '', new RegExp(`^${variable}`.replace(/_(USER|PASSWORD|DKIM_DOMAIN)$/, '_')));
  });
}

test('mail settings: a DKIM key must be an RSA key, and its domain and selector names', () => {
  const given = { ...base, PORTICO_SMTP_DKIM_DOMAIN: 'example.com', PORTICO_SMTP_DKIM_SELECTOR: 'mail2026' };
  assert.deepEqual(problemsOf({ ...given, PORTICO_SMTP_DKIM_KEY: makeKey(1024) }), []);
  for (const key of [edKey, makeKey(512), 'not a key']) {
    assert.match(problemsOf({ ...given, PORTICO_SMTP_DKIM_KEY: key }).join(), /^PORTICO_SMTP_DKIM_KEY must be an RSA/);
  }
  const strange = { PORTICO_SMTP_DKIM_DOMAIN: 'a; b', PORTICO_SMTP_DKIM_SELECTOR: 'x y' };
  const problems = problemsOf({ ...given, ...strange, PORTICO_SMTP_DKIM_KEY: makeKey(1024) });
  assert.equal(problems.length, 2, problems.join('\n'));
});

test('mail settings: a password does not travel unencrypted, but to this very machine', () => {
  const login = { PORTICO_SMTP_USER: 'portico', PORTICO_SMTP_PASSWORD: 'secret' };
  for (const PORTICO_SMTP_TLS of ['optional', 'none']) {
    assert.match(problemsOf({ ...base, ...login, PORTICO_SMTP_TLS }).join(), /password travel unencrypted/);
    for (const PORTICO_SMTP_HOST of ['127.0.0.1.example.com', '127.org', 'localhost.example.com', '128.0.0.1']) {
      const problems = problemsOf({ ...base, ...login, PORTICO_SMTP_TLS, PORTICO_SMTP_HOST });
      assert.match(problems.join(), /password travel unencrypted/, PORTICO_SMTP_HOST);
    }
    for (const PORTICO_SMTP_HOST of ['localhost', 'Localhost', '127.0.0.1', '127.8.9.10', '::1']) {
      assert.deepEqual(problemsOf({ ...base, ...login, PORTICO_SMTP_TLS, PORTICO_SMTP_HOST }), []);
    }
    assert.deepEqual(problemsOf({ ...base, PORTICO_SMTP_TLS }), []);
  }
});
