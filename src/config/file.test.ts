import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ConfigError, readConfig } from '../config.ts';

/** A data directory with `portico.toml` in it. */
function prepare(t: TestContext, toml: string, files: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-config-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const path = join(dataDir, 'portico.toml');
  for (const [name, text] of Object.entries({ ...files, 'portico.toml': toml })) {
    writeFileSync(join(dataDir, name), text, { mode: 0o600 });
  }
  return { dataDir, path, environment: { PORTICO_DATA_DIR: dataDir } };
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return assert.fail('nothing is wrong with it');
}

test('config file: names are those of the variables, tables stand before them; lists, numbers and flags are texts', (t) => {
  const toml = `port = 9000
trusted_proxies = ["10.0.0.0/8", "127.0.0.1"]
[mobile]
enabled = false
[brand]
name_zh = "账号中心"`;
  const { environment } = prepare(t, toml);
  const { given, trustedProxies, warnings } = readConfig(environment);
  assert.deepEqual(
    [given['server.port'], given['mobile.enabled'], given['branding.nameZh'], trustedProxies, warnings],
    [9000, false, '账号中心', ['10.0.0.0/8', '127.0.0.1'], []],
  );
});

test('config file: the environment wins, and what is shown says who decided, secrets masked', (t) => {
  const { environment, path } = prepare(t, 'port = 9000\nlog_level = "warn"\npanel_token = "a-secret-that-is-long"');
  const { given, readings } = readConfig({ ...environment, PORTICO_PORT: '9001' });
  assert.equal(given['server.port'], 9001);
  const shown = Object.fromEntries(readings.map((reading) => [reading.variable, [reading.shown, reading.source]]));
  assert.deepEqual(shown, {
    PORTICO_DATA_DIR: [environment.PORTICO_DATA_DIR, 'environment'],
    PORTICO_LOG_LEVEL: ['warn', path],
    PORTICO_PANEL_TOKEN: ['********', path],
    PORTICO_PORT: ['9001', 'environment'],
  });
});

test('config file: a secret comes from a file beside it', (t) => {
  const { environment } = prepare(t, 'panel_token_file = "token"', { token: 'panel-token-from-a-file-123\n' });
  assert.equal(readConfig(environment).panelToken, 'panel-token-from-a-file-123');
});

test('config file: the environment wins over the other way to say a secret, too', (t) => {
  const { environment, dataDir } = prepare(t, 'panel_token_file = "token"\nowner_password = "Password-of-the-file-1"', {
    token: 'panel-token-from-a-file-123\n',
    password: 'Password-of-the-owner-1\n',
  });
  const { panelToken, ownerPassword, readings } = readConfig({
    ...environment,
    PORTICO_PANEL_TOKEN: 'panel-token-of-the-environment',
    PORTICO_OWNER_PASSWORD_FILE: join(dataDir, 'password'),
  });
  assert.deepEqual([panelToken, ownerPassword], ['panel-token-of-the-environment', 'Password-of-the-owner-1']);
  assert.deepEqual([...new Set(readings.map(({ source }) => source))], ['environment']);
});

test('config file: a secret that it says in both ways is a problem', (t) => {
  const { environment } = prepare(t, 'panel_token = "panel-token-of-this-file"\npanel_token_file = "token"', {
    token: 'panel-token-from-a-file-123\n',
  });
  assert.deepEqual(
    problemsOf(() => readConfig(environment)),
    ['PORTICO_PANEL_TOKEN and PORTICO_PANEL_TOKEN_FILE are both set: leave one out'],
  );
});

test('config file: a file for a secret that is empty or missing is a problem', (t) => {
  const { environment } = prepare(t, 'panel_token_file = "empty"\nowner_password_file = "missing"', { empty: '\n' });
  const problems = problemsOf(() => readConfig(environment))
    .toSorted()
    .join('\n');
  assert.match(
    problems,
    /^PORTICO_OWNER_PASSWORD_FILE cannot be read: ENOENT.*\nPORTICO_PANEL_TOKEN_FILE names an empty file: /,
  );
});

test('config file: every problem is told, with its place', (t) => {
  const { environment, path } = prepare(t, 'port = "no"\nsince = 2026-01-01\ndata_dir = "/x"\nlog-level = "loud"');
  assert.deepEqual(
    problemsOf(() => readConfig(environment)).toSorted(),
    [
      `${path} lies in the data directory and cannot say data_dir: name the file in PORTICO_CONFIG_FILE`,
      `${path}: since must be a text, a number, true, false or a list of these`,
      'PORTICO_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud"',
      'PORTICO_PORT must be a whole number from 1 to 65535, not "no"',
    ].toSorted(),
  );
});

test('config file: what is no TOML is told by line; what is said twice is refused', (t) => {
  const broken = prepare(t, 'port = 9000\nhost = ');
  assert.match(problemsOf(() => readConfig(broken.environment)).join(), /portico\.toml, line 2, column \d+: /);
  const twice = prepare(t, 'panel_port = 1\n[panel]\nport = 2');
  assert.match(
    problemsOf(() => readConfig(twice.environment)).join(),
    /panel\.port says again what PORTICO_PANEL_PORT says/,
  );
});

test('config file: one that is named must be there, the one in the data directory need not be', (t) => {
  const { dataDir, environment } = prepare(t, '');
  rmSync(join(dataDir, 'portico.toml'));
  assert.deepEqual(readConfig(environment).warnings, []);
  const named = { ...environment, PORTICO_CONFIG_FILE: join(dataDir, 'other.toml') };
  assert.match(problemsOf(() => readConfig(named)).join(), /^PORTICO_CONFIG_FILE cannot be read: ENOENT/);
});

test('config file: one that is named may say the data directory', (t) => {
  const { dataDir } = prepare(t, '');
  const path = join(dataDir, 'elsewhere.toml');
  mkdirSync(join(dataDir, 'data'));
  writeFileSync(path, `data_dir = "${join(dataDir, 'data')}"`);
  assert.equal(readConfig({ PORTICO_CONFIG_FILE: path }).dataDir, join(dataDir, 'data'));
});

test('config file: misspelt names are warned of, and so are secrets that others can read', (t) => {
  const { environment, path } = prepare(t, 'panel_token = "panel-token-from-a-file-123"\nprot = 1');
  chmodSync(path, 0o644);
  assert.deepEqual(readConfig(environment).warnings, [
    `${path} holds secrets and other users can read it: chmod 600`,
    `PORTICO_PROT (${path}) is no setting of Portico and is not heeded`,
  ]);
});

test('config file: one that is not UTF-8, and a secret’s that is not, are told, not read as something else', (t) => {
  const { dataDir, path, environment } = prepare(t, '[brand]\nname_zh = "x"');
  const gbk = Buffer.from([0xc3, 0xc5, 0xc0, 0xc8]);
  writeFileSync(join(dataDir, 'secret'), gbk);
  const told = problemsOf(() => readConfig({ ...environment, PORTICO_SECRET_KEY_FILE: join(dataDir, 'secret') }));
  assert.match(told.join(), /^PORTICO_SECRET_KEY_FILE cannot be read: it is not UTF-8/);
  writeFileSync(path, Buffer.concat([Buffer.from('[brand]\nname_zh = "'), gbk, Buffer.from('"')]));
  const problems = problemsOf(() => readConfig(environment));
  assert.match(problems.join(), /portico\.toml cannot be read: it is not UTF-8/);
});

test('config file: a misspelt name is told beside what is missing without it', (t) => {
  const { environment } = prepare(t, '[sms]\nuse = "aliyun"\n[sms.aliyun]\nacess_key_id = "LTAI"');
  assert.throws(
    () => readConfig(environment),
    (error: ConfigError) =>
      error.problems.some((problem) => problem.startsWith('PORTICO_SMS_ALIYUN_ACCESS_KEY_ID is missing')) &&
      error.warnings.some((warning) => warning.startsWith('PORTICO_SMS_ALIYUN_ACESS_KEY_ID (')),
  );
});
