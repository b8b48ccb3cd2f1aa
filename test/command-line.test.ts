import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { parse } from 'yaml';
import { auditGuards } from '../src/db/audit-guards.ts';
import { transact } from '../src/db/database.ts';
import { dropGuards, execute } from './support/audit-guards.ts';
import { call, credentials, startPortico } from './support/portico.ts';
import { runPortico, temporaryDataDir } from './support/process.ts';
import { runHere } from './support/run-here.ts';
import { isPostgresRun } from './support/tested-database.ts';

const commands = [
  'serve',
  'migrate',
  'config check',
  'config show',
  'owner create',
  'account list',
  'account approve',
  'account set-status',
  'account unlock',
  'account reset-password',
  'api-key create',
  'api-key list',
  'api-key revoke',
  'signing-key create',
  'signing-key list',
  'signing-key rotate',
  'signing-key disable',
  'panel-token reset',
  'release list',
  'release set',
  'release withdraw',
  'licence create',
  'licence bind',
  'licence revoke',
  'push send',
  'job list',
  'job replay',
  'job discard',
  'webhook list',
  'webhook create',
  'webhook test',
  'audit verify',
  'audit list',
  'audit export',
  'database verify',
  'backup',
  'backup list',
  'backup verify',
  'backup prune',
  'backup key',
  'restore',
  'openapi',
  'storage check',
  'storage copy',
  'shadow',
  'shadow status',
  'shadow report',
  'shadow switch',
  'shadow return',
  'shadow pair',
  'keys reencrypt',
  'doors',
  'demo-data',
  'generate',
  'verify',
];

const misuses: ReadonlyArray<[words: string[], says: RegExp]> = [
  [[], /a command is missing/],
  [['owner'], /a command is missing/],
  [['sevre'], /unknown command 'sevre'/],
  [['owner', 'delete'], /unknown command 'delete'/],
  [['serve', '--port', '1'], /unknown option '--port'/],
  [['serve', 'now'], /too many arguments/],
  [['backup'], /which file to make, or set PORTICO_BACKUP_TO/],
  [['backup', 'verify'], /missing required argument 'file'/],
  [['backup', 'a', 'b'], /too many arguments/],
  [['owner', 'create', '--handle', 'a@b.cn'], /2 to 16 letters/],
  [['owner', 'create', '--handle', '13800138000'], /look like a phone/],
  [['owner', 'create', '--handle', 'boss', '--password', 'short'], /6 to 64 characters/],
  [['api-key', 'create', '--name', 'ci'], /'--rights <rights>' not specified/],
  [['api-key', 'create', '--name', 'ci', '--rights', 'everything'], /The rights are: accounts:read, /],
  [['api-key', 'create', '--name', ' ', '--rights', 'releases:write'], /1 to 100 characters/],
  [['api-key', 'create', '--name', 'ci', '--rights', 'releases:write', '--expires-days', '0'], /whole number from 1/],
  [['account', 'set-status', '1', 'gone'], /Allowed choices are active, frozen, rejected/],
  [['generate'], /'--accounts <count>' not specified/],
  [['generate', '--accounts', '10000001'], /at most 10000000/],
  [['account', 'approve', 'x'], /whole number from 1/],
  [['account', 'reset-password', '1', '--password', 'short'], /6 to 64 characters/],
  [['api-key', 'revoke', 'portico_x'], /whole number from 1/],
  [['audit', 'verify', '--expect', '12'], /<id>:<hash>/],
  [['audit', 'list', '--from', 'yesterday'], /a date or a time/],
  [['release', 'set', '1', '--rollout', '101'], /0 to 100/],
  [['release', 'set', '1', '--channel', 'No!'], /lower-case letters/],
  [['release', 'set', '1'], /--channel, --rollout or both/],
  [['job', 'list', '--state', 'done'], /Allowed choices are dead, waiting, running/],
  [['doors', '--contract', 'kitchen'], /Allowed choices are desktop, mobile, staff, panel, blog/],
  [['job', 'replay'], /either an id, or --all and --kind/],
  [['job', 'replay', '--all'], /either an id, or --all and --kind/],
  [['job', 'replay', '1', '--all', '--kind', 'email'], /either an id, or --all and --kind/],
  [['job', 'discard', 'all'], /whole number from 1/],
  [
    ['webhook', 'create', '--url', 'https://example.com', '--events', 'everything'],
    /The events are: account.created, /,
  ],
  [['verify'], /missing required argument 'contract'/],
  [['verify', 'mobile'], /missing required argument 'base-url'/],
  [['verify', 'web', 'http://127.0.0.1'], /Allowed choices are desktop, mobile, staff, panel, blog/],
  [['verify', 'mobile', '127.0.0.1:8888'], /an address such as https:/],
  [['verify', 'mobile', 'ftp://127.0.0.1'], /an address such as https:/],
  [['verify', 'mobile', 'http://127.0.0.1', '--only', '('], /a regular expression/],
  [['verify', 'mobile', 'http://127.0.0.1', '--timeout', '0'], /more than 0 and at most 600/],
  [['verify', 'mobile', 'http://127.0.0.1', '--credentials', '/nowhere.toml'], /\/nowhere\.toml: ENOENT/],
  [['openapi'], /missing required argument 'contract'/],
  [['openapi', 'phone'], /Allowed choices are desktop, mobile, staff, panel, blog/],
  [['openapi', 'blog', '--server', 'example.com'], /an address such as https/],
  [['push', 'send', '--title', 't', '--body', 'b', '--to', '1,x'], /whole number from 1/],
  [['shadow'], /--old http/],
  [['shadow', '--old', 'http://127.0.0.1:1/api', '--contract', 'mobile'], /without a path/],
  [['shadow', '--old', 'http://127.0.0.1:1'], /--contract mobile/],
  [['shadow', '--old', 'http://127.0.0.1:1', '--contract', 'mobil'], /The contracts are: desktop, mobile, /],
  [['shadow', '--old', 'http://127.0.0.1:1', '--contract', 'mobile', '--listen', '99999'], /a port, or host:port/],
  [['shadow', 'switch', 'GET /api/faq'], /'--to <server>' not specified/],
  [['shadow', 'switch', 'GET /api/faq', '--to', 'ours'], /Allowed choices are new, old/],
  [['shadow', 'return'], /either an endpoint, or --all/],
];

/** Has the database forget which ids the audit log gave; PostgreSQL has no such note that the log goes by. */
const countFrom = (id: string): string[] =>
  isPostgresRun ? [] : [`update sqlite_sequence set seq = ${id} where name = 'audit_log'`];

describe('command line', () => {
  for (const command of commands) {
    test(`${command} --help: explains itself in English and in Chinese, on stdout`, async () => {
      const { status, stdout, said } = await runHere([...command.split(' '), '--help']);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: portico ${command}`));
      assert.match(stdout, /^[A-Z][a-z]+,? [\s\S]{8,}\.\n\p{Script=Han}/mu);
      assert.match(stdout, /\p{Script=Han}{3,}.*。/u);
      assert.deepEqual(said, []);
    });
  }

  for (const [words, says] of misuses) {
    test(`misuse is told in one line on stderr, with status 2: ${words.join(' ') || '(nothing)'}`, async () => {
      const { status, stdout, said } = await runHere(words);
      assert.deepEqual({ status, stdout, lines: said.length }, { status: 2, stdout: '', lines: 1 });
      assert.match(said[0] ?? '', says);
    });
  }

  test('a wrong configuration is told in full, one problem a line, with status 2', async () => {
    const { status, stdout, said } = await runHere(['serve'], {
      PORTICO_MODE: 'staging',
      PORTICO_PORT: '99999',
      PORTICO_OWNER: 'a@b.cn',
      PORTICO_BLOG_PORT: '5678',
      PORTICO_STAFF_HOST: 'accounts.example.com',
      PORTICO_BLOG_HOST: 'Accounts.Example.com',
    });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.deepEqual(said.map((line) => /PORTICO_\w+/.exec(line)?.[0]).sort(), [
      'PORTICO_MODE',
      'PORTICO_OWNER',
      'PORTICO_PANEL_PORT',
      'PORTICO_PORT',
      'PORTICO_STAFF_HOST',
    ]);
    assert.ok(
      said.includes('PORTICO_STAFF_HOST and PORTICO_BLOG_HOST are both accounts.example.com: change one of them'),
    );
  });

  test('a contract is printed as OpenAPI without a server or data: as JSON or YAML, at whatever address is said', async (t) => {
    const dataDir = temporaryDataDir(t);
    const environment = { PORTICO_DATA_DIR: dataDir, PORTICO_PUBLIC_URL: 'https://accounts.example.com/' };
    const json = await runHere(['openapi', 'mobile'], environment);
    const document = JSON.parse(json.stdout);
    assert.deepEqual([json.status, json.said, document.openapi], [0, [], '3.1.0']);
    assert.deepEqual(document.servers, [{ url: 'https://accounts.example.com' }]);
    const yaml = await runHere(['openapi', 'mobile', '--format', 'yaml'], environment);
    assert.deepEqual(parse(yaml.stdout), document);
    assert.deepEqual(parse(yaml.stdout, { version: '1.1' }), document, 'readers of YAML 1.1 see no dates');
    const elsewhere = await runHere(['openapi', 'mobile', '--server', 'https://old.example.com/v1/'], environment);
    assert.deepEqual(JSON.parse(elsewhere.stdout).servers, [{ url: 'https://old.example.com/v1' }]);
    assert.deepEqual(JSON.parse((await runHere(['openapi', 'mobile'])).stdout).servers, [
      { url: 'http://127.0.0.1:8888' },
    ]);
    assert.ok(!existsSync(dataDir));
  });

  test('a contract that is off has no host name and no port that another one could want', async () => {
    const { status, said } = await runHere(['config', 'check'], {
      PORTICO_STAFF_ENABLED: 'false',
      PORTICO_STAFF_HOST: 'accounts.example.com',
      PORTICO_BLOG_HOST: 'accounts.example.com',
      PORTICO_STAFF_PORT: '8888',
    });
    assert.deepEqual([status, said], [0, []]);
  });

  test('a setting that nobody reads is told, and keeps nothing from working', async () => {
    const { status, said } = await runHere(['config', 'check'], { PORTICO_DATADIR: '/tmp/misspelt' });
    assert.equal(status, 0);
    assert.match(said.join('\n'), /PORTICO_DATADIR is no setting/);
  });

  test('config check finds a deprecated endpoint that the contract has not, and names those that it has', async () => {
    const check = (endpoints: string) =>
      runHere(['config', 'check'], {
        PORTICO_BLOG_SUNSET_AT: '2027-01-01T00:00:00Z',
        PORTICO_BLOG_DEPRECATED_ENDPOINTS: endpoints,
      });
    const { status, said } = await check('POST /blogapi/login,GET /blogapi/nothing');
    assert.deepEqual([status, said.length], [2, 1]);
    assert.match(
      said[0] ?? '',
      /PORTICO_BLOG_DEPRECATED_ENDPOINTS names GET \/blogapi\/nothing, .*; it has .*POST \/blogapi\/login/,
    );
    assert.equal((await check('POST /blogapi/login')).status, 0);
  });

  test('config check prints what is in force, and no secret', async () => {
    const secret = 'a-root-key-that-nobody-may-read-0123456789';
    const { status, stdout } = await runHere(['config', 'check'], {
      PORTICO_MODE: 'production',
      PORTICO_SECRET_KEY: secret,
      PORTICO_OWNER_PASSWORD: 'unprintable',
    });
    assert.equal(status, 0);
    assert.match(stdout, /^mode +production$/m);
    assert.match(stdout, /^root key +set, 1 in the ring$/m);
    assert.ok(!stdout.includes(secret) && !stdout.includes('unprintable'));
  });

  test('results go to stdout, talk to stderr, and the status is the process’s', async (t) => {
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
    const [help, misuse, failure, key] = await Promise.all([
      runPortico(['--help']),
      runPortico(['sevre']),
      runPortico(['restore', '/nowhere/portico.bak'], environment),
      runPortico(['api-key', 'create', '--name', 'ci', '--rights', 'releases:write'], environment),
    ]);
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.deepEqual([misuse.status, misuse.stdout, misuse.said.length], [2, '', 1]);
    assert.deepEqual([failure.status, failure.stdout, failure.said.length], [1, '', 1]);
    assert.match(key.stdout, /^portico_[0-9A-Za-z]{43}\n$/);
    assert.deepEqual([key.status, key.stderr], [0, '']);
  });
});

describe('command line beside a running server', async () => {
  test('what a command changes is in force with the next request', async (t) => {
    const { url, panelUrl, environment } = await startPortico(t);
    const run = (...words: string[]) => runPortico(words, environment);

    const [owner, apiKey, panelToken, signingKey] = await Promise.all([
      run('owner', 'create', '--handle', '站长'),
      run('api-key', 'create', '--rights', 'releases:write'),
      run('panel-token', 'reset'),
      run('signing-key', 'create', '--name', 'front end'),
    ]);
    assert.match(apiKey.stdout, /^portico_[0-9A-Za-z]{43}\n$/);
    assert.match(panelToken.stdout, /^portico_panel_[0-9A-Za-z]{43}\n$/);
    assert.match(signingKey.stdout, /^[0-9A-Za-z]{16}\n[0-9A-Za-z]{32}\n$/);
    assert.match(owner.stdout, /^[0-9A-Za-z_-]{16}\n$/);

    const signIn = () =>
      call(`${url}/api/auth/access_token`, 'POST', { account: '站长', password: owner.stdout.trim() });
    const { body } = await signIn();
    assert.equal(body.code, 0);
    const counted = await call(`${panelUrl}/openApi/count`, 'GET', undefined, {
      'api-token': panelToken.stdout.trim(),
    });
    assert.equal(counted.status, 200);

    const accounts = await run('account', 'list');
    const id = /^(\d+) +站长 /m.exec(accounts.stdout)?.[1] as string;
    assert.equal((await run('account', 'set-status', id, 'frozen')).status, 0);
    assert.equal((await signIn()).body.code, 10003);
    const info = await call(`${url}/api/personal/info`, 'GET', undefined, {
      authorization: `Token ${body.data.access_token}`,
    });
    assert.equal(info.body.code, 10004);
    assert.equal((await run('account', 'set-status', id, 'active')).status, 0);
    assert.equal((await signIn()).body.code, 0);
  });

  test('the audit log says that it was the command line', async (t) => {
    const { environment, portico } = await startPortico(t);
    const push = await runHere(['push', 'send', '--title', '标题', '--body', '内容'], environment);
    await runHere(['owner', 'create', '--handle', 'boss'], environment);
    const { entries } = await portico.house.core.audit.list({}, { limit: 2 });
    assert.deepEqual(
      entries.map(({ actor, action, target }) => [actor, action, target]),
      [
        ['cli', 'account.created', 'account:2'],
        ['cli', 'push.created', `push:${push.stdout.trim()}`],
      ],
    );
  });

  test('what failed for good in the queue is listed, replayed and discarded', async (t) => {
    const { environment, portico } = await startPortico(t);
    const { database, jobs, clock } = portico.house;
    await transact(database, async (tx) => {
      const mail = {
        purpose: 'reset-password',
        handle: null,
        hours: 1,
        link: 'https://example.com/?token=secret',
      } as const;
      await jobs.enqueue(tx, 'email', ...[1, 2, 3, 4].map((n) => ({ ...mail, to: `cli-${n}@example.com` })));
      const dead = { dead_at: clock.now(), attempts: 97, last_error: '550 no such user' };
      await tx.updateTable('jobs').set(dead).execute();
    });
    const run = (...words: string[]) => runHere(['job', ...words], environment);
    const ids = (await database.selectFrom('jobs').select('id').orderBy('id').execute()).map(({ id }) => String(id));
    const [first = '', second = ''] = ids;
    const { stdout } = await run('list');
    assert.match(stdout, new RegExp(`^${first} +email +mail:reset-password +dead +97 .+ 550 no such user$`, 'm'));
    assert.doesNotMatch(stdout, /secret|cli-1/);
    assert.deepEqual((await run('replay', first)).said, [`Job ${first} is in the queue again.`]);
    assert.deepEqual((await run('discard', second)).said, [`Job ${second} is discarded.`]);
    assert.deepEqual(await run('replay', second), {
      status: 1,
      stdout: '',
      said: ['error: no job has this id: one that was done is gone'],
    });
    assert.match(
      (await run('list', '--kind', 'mail')).said[0] ?? '',
      /the kinds are email, forgotten-password, push, /,
    );
    assert.deepEqual(await run('replay', '--all', '--kind', 'email'), { status: 0, stdout: '2', said: [] });
    assert.equal((await run('list')).stdout.split('\n').length, 1);
    await jobs.runDue();
    assert.deepEqual(await database.selectFrom('jobs').select('id').execute(), []);
  });

  test('whoever forgot the password, or is locked out, is let in again; the last owner cannot be shut out', async (t) => {
    const { url, environment, clock } = await startPortico(t);
    const run = (...words: string[]) => runPortico(words, environment);
    const signIn = async (password: string) =>
      (await call(`${url}/api/auth/access_token`, 'POST', { account: 'owner', password })).body;
    const signedIn = await signIn(credentials.ownerPassword);
    const made = await run('account', 'reset-password', '1');
    assert.match(made.stdout, /^[0-9A-Za-z_-]{16}\n$/);
    assert.deepEqual(made.said, ['Account 1 has a new password, and its sessions are ended.']);
    const authorization = `Token ${signedIn.data.access_token}`;
    assert.equal((await call(`${url}/api/personal/info`, 'GET', undefined, { authorization })).body.code, 10004);
    assert.equal((await signIn(credentials.ownerPassword)).code, 10007);
    assert.equal((await signIn(made.stdout.trim())).code, 0);

    const given = await run('account', 'reset-password', '1', '--password', 'a chosen one');
    assert.deepEqual([given.status, given.stdout], [0, '']);
    // The second to wait after the fifth one is not over, however long the next takes.
    clock.stop();
    for (let attempt = 0; attempt < 5; attempt += 1) assert.equal((await signIn('wrong')).code, 10007);
    assert.equal((await signIn('a chosen one')).code, 10000);
    assert.deepEqual((await run('account', 'unlock', '1')).said, ['Account 1 is unlocked.']);
    assert.equal((await signIn('a chosen one')).code, 0);

    assert.deepEqual((await run('account', 'unlock', '77')).said, ['error: no account has this id']);
    const frozen = await run('account', 'set-status', '1', 'frozen');
    assert.deepEqual(frozen.said, ['error: this is the last active owner: make another one first']);
    assert.equal((await signIn('a chosen one')).code, 0);
  });

  test('releases: rolled out and withdrawn beside the running server, which goes by it at once', async (t) => {
    const { environment, portico, url } = await startPortico(t);
    const run = (...words: string[]) => runPortico(words, environment);
    for (const version of ['1', '2']) {
      const release = { version, fileName: 'app.zip' };
      await portico.house.core.releases.publish(release, Readable.from([Buffer.from('zip')]), { actor: 'test' });
    }
    assert.match((await run('release', 'list')).stdout, /^2 .*served\n1 .*served$/m);
    const rolledOut = await run('release', 'set', '2', '--rollout', '0', '--channel', 'beta');
    assert.deepEqual(rolledOut.said, ['Release 2 goes to 0 % of channel beta.']);
    assert.equal((await call(`${url}/api/upgrade/checkVersion`, 'POST', { channel: 'beta' })).body.data.version, 1);
    assert.match((await run('release', 'list')).stdout, /^2 +beta +0% +0 .*served\n1 +stable +100% +0 .*served$/m);
    assert.deepEqual((await run('release', 'withdraw', '2')).said, ['Release 2 is withdrawn.']);
    assert.equal((await call(`${url}/api/upgrade/checkVersion`, 'POST')).body.data.version, 1);
    assert.equal((await call(`${url}/dist/app-2.zip`, 'GET')).status, 404);
    assert.equal((await run('release', 'withdraw', '3')).status, 1);
  });

  test('API keys: listed without the key, revoked for good', async (t) => {
    const { environment, portico, clock } = await startPortico(t);
    const { core } = portico.house;
    const run = (...words: string[]) => runPortico(words, environment);
    const caller = { address: '127.0.0.1', userAgent: '', exemptFromAddressLimits: true };
    const rights = ['releases:write'] as const;
    const by = { actor: 'cli' };
    const { key: ci, hint } = await core.apiKeys.create({ name: 'ci', rights }, by);
    await core.apiKeys.create({ name: 'old one', rights, expiresAt: clock.now() + 1 }, by);
    await core.apiKeys.create({ name: 'spare', rights, expiresAt: clock.now() + 86_400_000 }, by);
    await core.apiKeys.authorize(ci, 'releases:write', caller);
    assert.deepEqual((await run('api-key', 'revoke', '3')).said, ['API key 3 is revoked.']);

    const { stdout } = await run('api-key', 'list');
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    const lines = [
      'id +name +ends in +rights +created +last used +expires +state',
      `3 +spare +\\w{4} +releases:write +${time} +- +${time} +revoked`,
      `2 +old one +\\w{4} +releases:write +${time} +- +${time} +expired`,
      `1 +ci +${hint} +releases:write +${time} +${time} +- +live`,
    ];
    assert.match(stdout, new RegExp(`^${lines.join('\n')}\n$`));
    assert.ok(!stdout.includes('portico_'));

    assert.equal((await run('api-key', 'revoke', '1')).status, 0);
    await assert.rejects(core.apiKeys.authorize(ci, 'releases:write', caller), { code: 'api_key.wrong' });
    const revokedAt = (await core.apiKeys.list()).at(-1)?.revokedAt;
    assert.equal((await run('api-key', 'revoke', '1')).status, 0);
    assert.equal((await core.apiKeys.list()).at(-1)?.revokedAt, revokedAt);
    assert.deepEqual((await run('api-key', 'revoke', '77')).said, ['error: no API key has this id']);
  });

  test('config show prints every setting, and who decided it', async (t) => {
    const { environment, portico } = await startPortico(t);
    const { runtimeSettings } = portico.house.core;
    await runtimeSettings.change({ values: { 'blog.signature': 'optional' }, reset: [] }, { by: { actor: 'test' } });
    const shown = await runPortico(['config', 'show'], {
      ...environment,
      PORTICO_STAFF_HOST: 'staff.example.com',
    });
    assert.match(shown.stdout, /^setting +value +decided by$/m);
    assert.match(shown.stdout, /^blog\.signature +optional +console$/m);
    assert.match(shown.stdout, /^staff\.hostName +staff\.example\.com +PORTICO_STAFF_HOST$/m);
    assert.match(shown.stdout, /^mobile\.port +none +default$/m);
  });

  test('licences and signing keys: made, bound, revoked and disabled by what was printed', async (t) => {
    const { environment, portico } = await startPortico(t);
    const { core } = portico.house;
    const run = (...words: string[]) => runPortico(words, environment);
    const number = (await run('licence', 'create', '--expires-days', '30')).stdout.trim();
    assert.equal((await run('licence', 'bind', number, '1')).status, 0);
    assert.deepEqual((await core.licences.findFor(1)).standing, 'good');
    assert.equal((await run('licence', 'revoke', number)).status, 0);
    assert.deepEqual((await core.licences.findFor(1)).standing, 'revoked');
    assert.deepEqual((await run('licence', 'revoke', 'NO-SUCH')).said, ['error: no licence has this number']);

    const [authKey = ''] = (await run('signing-key', 'create')).stdout.split('\n');
    assert.ok(await core.signingKeys.findSecret(authKey));
    const rotated = await run('signing-key', 'rotate', authKey, '--overlap-hours', '2');
    const [successor = '', secret] = rotated.stdout.split('\n');
    assert.deepEqual([await core.signingKeys.findSecret(successor), rotated.said.length], [secret, 1]);
    assert.ok(await core.signingKeys.findSecret(authKey), 'both are valid meanwhile');
    const { stdout } = await run('signing-key', 'list');
    assert.match(stdout, new RegExp(`^${authKey} +cli +\\S+Z +\\S+Z +ending$`, 'm'));
    assert.match(stdout, new RegExp(`^${successor} +cli +\\S+Z +- +live$`, 'm'));
    assert.equal((await run('signing-key', 'disable', authKey)).status, 0);
    assert.equal(await core.signingKeys.findSecret(authKey), undefined);
    assert.deepEqual((await run('signing-key', 'rotate', authKey)).said, [
      'error: the signing key has ended: create a new one',
    ]);
  });

  test('the audit log: listed, exported and verified beside the server; damage is told, with status 1', async (t) => {
    const server = await startPortico(t);
    const { environment } = server;
    await runHere(['licence', 'create', '--number', 'L-1'], environment);
    const listed = await runHere(['audit', 'list', '--action', 'licence.'], environment);
    assert.match(listed.stdout, /^id .*\n\d+ .* cli +licence\.created +licence:1 .*L-1/);
    const exported = await runHere(['audit', 'export', '--format', 'csv', '--target', 'licence:1'], environment);
    assert.match(exported.stdout, /^\ufeffid,at,actor,.*\n\d+,[^,]+Z,cli,licence\.created,licence:1,,,/);
    const lines = (await runHere(['audit', 'export', '--to', '2100-01-01'], environment)).stdout.trim().split('\n');
    assert.deepEqual(
      lines.slice(0, 3).map((line) => JSON.parse(line).action),
      ['audit.exported', 'audit.exported', 'licence.created'],
    );
    assert.deepEqual(JSON.parse(lines[0] as string).details, { format: 'jsonl', to: Date.parse('2100-01-01') });

    const whole = await runHere(['audit', 'verify'], environment);
    const [, newest = ''] = /newest: (\d+:[\w-]{43})/.exec(whole.stdout) ?? [];
    assert.match(whole.stdout, /^entries checked: \d+\n.*\n.*审计日志完整/);
    assert.equal(whole.status, 0);
    await runHere(['licence', 'create', '--number', 'L-2'], environment);
    assert.equal((await runHere(['audit', 'verify', '--expect', newest], environment)).status, 0);

    const { database } = server.portico.house;
    await execute(database, dropGuards);
    await sql`update audit_log set actor = 'nobody' where target = 'licence:1'`.execute(database);
    const unguarded = await runHere(['audit', 'verify', '--from', newest.split(':')[0] as string], environment);
    assert.match(unguarded.said.join(), /broken: the triggers of the tables audit_log and audit_head are not those/);
    await execute(database, auditGuards(database));
    const broken = await runHere(['audit', 'verify'], environment);
    assert.deepEqual([broken.status, broken.said.length], [1, 1]);
    assert.match(broken.said.join(), /audit log is broken: entry \d+ was changed after it was written/);
    const rest = await runHere(['audit', 'verify', '--from', newest.split(':')[0] as string], environment);
    assert.deepEqual([rest.status, /entries checked: 1\n/.test(rest.stdout)], [0, true]);
    await execute(database, dropGuards);
    await sql`delete from audit_log where target = 'licence:2'`.execute(database);
    const cut = await runHere(['audit', 'verify', '--from', newest.split(':')[0] as string], environment);
    assert.match(cut.said.join(), /entries after \d+ are missing/);
  });

  test('the audit log: an older one put back into the database is found by what the server noted beside it', async (t) => {
    const server = await startPortico(t);
    const { database, auditNoting } = server.portico.house;
    const { environment } = server;
    await sql`create table older as select * from audit_head`.execute(database);
    await runHere(['licence', 'create', '--number', 'L-1'], environment);
    const noted = await auditNoting.note();
    assert.equal((await runHere(['audit', 'verify'], environment)).status, 0);
    await execute(database, dropGuards);
    await sql`delete from audit_log where id > (select entry_id from older)`.execute(database);
    await sql`delete from audit_head`.execute(database);
    await sql`insert into audit_head select * from older`.execute(database);
    await execute(database, countFrom('(select entry_id from older)'));
    const { status, said } = await runHere(['audit', 'verify'], environment);
    assert.deepEqual(
      [status, said],
      [1, [`error: the audit log is broken: entry ${noted?.id} is not the one that was noted: the log was replaced`]],
    );
  });

  test('the audit log: verifying makes no new key, no head and no note, whatever is missing', async (t) => {
    const server = await startPortico(t);
    const { database } = server.portico.house;
    await execute(database, dropGuards);
    await execute(database, [
      'delete from audit_log',
      'delete from audit_head',
      "delete from settings where name = 'audit-key'",
      ...countFrom('0'),
    ]);
    // What the server itself does meanwhile lies in the log of its database.
    const files = () =>
      readdirSync(server.dataDir)
        .filter((name) => !/-(?:wal|shm)$/.test(name))
        .map((name) => [name, statSync(join(server.dataDir, name)).size]);
    const before = files();
    const environment = { ...server.environment, PORTICO_LOG_LEVEL: 'silent' };
    const broken = await runHere(['audit', 'verify'], environment);
    assert.deepEqual(
      [broken.status, /the key that its entries were chained with is gone/.test(broken.said.join())],
      [1, true],
    );
    assert.deepEqual(files(), before);
    // Whatever is done afterwards is recorded, and makes nothing whole.
    await runHere(['licence', 'create', '--number', 'L-1'], environment);
    const after = await runHere(['audit', 'verify'], environment);
    assert.match(after.said.join(), /broken: before entry 1 was written, the end of the log was taken away/);
    assert.equal(after.status, 1);
  });

  test('the audit log: what matches is listed, however much lies above it', async (t) => {
    const { environment, portico } = await startPortico(t);
    await sql`insert into audit_log (id, at, actor, action, target, contract, address, details)
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 8200)
      select n + 1000, n, case when n = 1 or n % 2 = 1 then 'somebody' else 'other' end, 'done', cast(n as text),
        case when n = 1 or n % 2 = 0 then 'blog' else '' end, '', '{}'
      from numbers`.execute(portico.house.database);
    const words = ['audit', 'list', '--actor', 'somebody', '--contract', 'blog'];
    const { stdout } = await runHere(words, environment);
    assert.match(stdout, /^id .*\n\d+ .* somebody +done +1 +blog/);
  });

  test('a failure is told in one line on stderr, with status 1', async (t) => {
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
    await runPortico(['migrate'], environment);
    const { status, stdout, said } = await runPortico(['account', 'approve', '77'], environment);
    assert.deepEqual({ status, stdout, said }, { status: 1, stdout: '', said: ['error: no account has this id'] });
  });

  test('a data directory where nothing is is not made by commands that look for something', async (t) => {
    const dataDir = temporaryDataDir(t);
    for (const words of [
      ['account', 'list'],
      ['api-key', 'list'],
      ['release', 'list'],
      ['keys', 'reencrypt'],
    ]) {
      const { status, said } = await runHere(words, { PORTICO_DATA_DIR: dataDir });
      assert.equal(status, 1);
      assert.match(said.join('\n'), /there are no data in .*PORTICO_DATA_DIR/);
    }
    assert.equal(existsSync(dataDir), false);
  });

  test('two commands at once on a new data directory agree on one root key, and one handle has one owner', async (t) => {
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
    const create = () => runPortico(['owner', 'create'], { ...environment, PORTICO_OWNER: 'boss' });
    const outcomes = await Promise.all([create(), create()]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [0, 1]);
    assert.ok(outcomes.some(({ said }) => said[0] === 'error: another account has this handle'));
    const { stdout } = await runPortico(['account', 'list'], environment);
    assert.equal(stdout.match(/owner/g)?.length, 1);
  });

  test('demo data: every state, the documented test user, nothing twice, and never in production', async (t) => {
    const { environment, portico } = await startPortico(t, { PORTICO_BLOG_KEY: '', PORTICO_BLOG_SECRET: '' });
    const run = (more = {}) => runPortico(['demo-data'], { ...environment, ...more });
    const first = await run();
    assert.equal(first.status, 0);
    for (const state of ['waiting', 'active', 'rejected', 'frozen'])
      assert.match(first.stdout, new RegExp(` ${state}$`, 'm'));
    assert.deepEqual(first.said, [
      'Added: accounts 9, days of counts 30, webhooks 1, signing keys 1, API keys 1, questions 3, feedback categories 2, feedback 2, ' +
        'canned answers 2, push devices 1, pushes 3, releases 2, licences 3, vault entries 2, desktop devices 2, days of calls 30.',
    ]);
    const second = await run();
    assert.equal(second.stdout, first.stdout);
    assert.deepEqual(second.said, ['Everything was there already; nothing was added.']);

    const { core } = portico.house;
    const devices = await core.heartbeats.listAll({ limit: 10 });
    assert.deepEqual(
      devices.map(({ state }) => state),
      ['live', 'overdue'],
    );
    const [scheduled, ...others] = await core.pushes.listScheduled({ limit: 10 });
    assert.equal(scheduled?.title, '系统维护通知');
    assert.deepEqual(others, []);
    const test = await core.accounts.findBy({ kind: 'handle', handleKey: 'test' });
    const md5of111111 = { form: 'md5', value: '96e79218965eb72c92a549dd5a330112' } as const;
    assert.ok(await core.hasher.matches(md5of111111, test?.password_verifier));
    assert.equal(await core.signingKeys.findSecret('fwCWYMqmRINlRtMp'), 'G7qMjMTRYkG7tuc9zujGvkVImW4WJ5kh');

    const secret = {
      PORTICO_MODE: 'production',
      PORTICO_SECRET_KEY_FILE: `${environment.PORTICO_DATA_DIR}/secret.key`,
    };
    const refused = await run(secret);
    assert.equal(refused.status, 1);
    assert.match(refused.said.join(), /production mode refuses them/);
  });
});
