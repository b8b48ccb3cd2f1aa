import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { shadowPlaces } from '../../../src/shadow/places.ts';
import { createMobileClient, mobilePassword, newPhone } from '../../support/mobile.ts';
import { startOldMobile } from '../../support/old-servers/mobile.ts';
import { startOldPanel } from '../../support/old-servers/panel.ts';
import { call, startPortico } from '../../support/portico.ts';
import { collect, runPortico, spawnPortico, temporaryDataDir } from '../../support/process.ts';
import { runShadowProcess } from '../../support/shadow-process.ts';
import { until } from '../../support/until.ts';

const at = await startPortico({ after });
const people = createMobileClient(at);
const page = readFileSync(new URL('../../../docs/shadowing.md', import.meta.url), 'utf8');

/** The words of every command that the page shows, in its order. */
const shown = [...page.matchAll(/^npm run -s portico -- (shadow .*)$/gm)].map(([, line = '']) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain),
);

test('docs/shadowing.md: its commands do what it says, in its order', async (t) => {
  assert.ok(shown.length >= 8, `${shown.length} commands`);
  const [[, ...start] = [], ...others] = shown;
  const { phone } = await people.join(newPhone());
  const old = await startOldMobile(t, { accounts: [{ identifier: phone, password: mobilePassword }] });
  old.plant('GET /api/personal/info', ({ body }) => Object.assign(body.data, { vip: true }));
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t), PORTICO_PORT: new URL(at.url).port };
  const report = join(environment.PORTICO_DATA_DIR, '..', 'differences.ndjson');
  const words = start.map((word) =>
    word.replace('http://10.0.0.5:8080', old.url).replace('differences.ndjson', report),
  );
  // Without --new: our configured server is found.
  const shadow = await runShadowProcess(t, words, environment);
  const { body } = await call(`${shadow.url}/api/auth/access_token`, 'POST', {
    account: phone,
    password: mobilePassword,
  });
  const headers = { authorization: `Token ${body.data.access_token}` };
  await call(`${shadow.url}/api/personal/info`, 'GET', undefined, headers);
  await until(() => shadow.stdout().includes('data.vip'));

  const said: string[] = [];
  for (const command of others) {
    const words = command.filter((word) => word !== '<' && word !== 'tokens.txt');
    const child = spawnPortico(
      words,
      environment,
      undefined,
      command.includes('<') ? 'Token old-token\nToken our-token\n' : '',
    );
    const output = collect(child);
    const [status] = await new Promise<[number | null]>((resolve) => child.once('close', (code) => resolve([code])));
    assert.equal(status, 0, `${command.join(' ')}: ${output.stderr}`);
    said.push(`${words.join(' ')}: ${output.stdout}`);
  }
  const all = said.join('\n');
  assert.match(all, /shadow report: endpoint +field[\s\S]*GET \/api\/personal\/info +data\.vip +missing +1 /);
  assert.match(all, /shadow status: mobile .*\n[\s\S]*POST \/api\/auth\/access_token +old +1 +1\/0 +1 +1 +0/);
  assert.match(all, /shadow switch GET \/api\/faq --to new: GET \/api\/faq/);
  shadow.child.kill('SIGTERM');
  assert.equal(await shadow.ended, 0);
  assert.match(shadow.stdout(), /kinds of differences .*: 1; answered by ours .*: -\n$/);
  assert.match(shadow.stderr(), /PORTICO_TRUSTED_PROXIES=127\.0\.0\.1/);
  const lines = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ endpoint, field, kind, count }) => [endpoint, field, kind, count]),
    [['GET /api/personal/info', 'data.vip', 'missing', 1]],
  );
});

test('shadow: a stop drains: what is in flight is answered and compared first, and the control is gone after it', async (t) => {
  let release = (): void => {};
  const old = await startOldMobile(t, {
    special: {
      'GET /api/faq': (_request, response) => {
        release = () => void response.end('{"code":10004,"message":"无效的Token","data":{}}');
      },
    },
  });
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
  const words = ['--old', old.url, '--new', at.url, '--contract', 'mobile'];
  const shadow = await runShadowProcess(t, words, environment);
  const answer = call(`${shadow.url}/api/faq`, 'GET');
  await until(() => old.asked.length > 0);
  shadow.child.kill('SIGTERM');
  await until(() => shadow.stderr().includes('Stopping'));
  release();
  assert.equal((await answer).status, 200);
  assert.equal(await shadow.ended, 0);
  assert.match(shadow.stdout(), /header content-type {2}extra/);
  const { status, said } = await runPortico(['shadow', 'status'], environment);
  assert.deepEqual([status, said.length], [1, 1]);
  assert.match(said[0] ?? '', /no proxy runs on the data directory .*: start one with/);
});

test('shadow: one proxy for each contract on a data directory; several are told apart by --contract', async (t) => {
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
  const mobile = await startOldMobile(t);
  const panel = await startOldPanel(t, { token: 'x' });
  const first = await runShadowProcess(t, ['--old', mobile.url, '--new', at.url, '--contract', 'mobile'], environment);
  await runShadowProcess(t, ['--old', panel.url, '--new', at.panelUrl, '--contract', 'panel'], environment);
  const run = (...words: string[]) => runPortico(['shadow', ...words], environment);
  const second = await run('--old', mobile.url, '--new', at.url, '--contract', 'mobile', '--listen', '0');
  assert.match(second.stderr, /another proxy shadows mobile with this data directory/);
  assert.match((await run('switch', 'GET /api/faq', '--to', 'new')).stderr, /say which one with --contract/);
  assert.equal((await run('switch', 'GET /api/faq', '--to', 'new', '--contract', 'mobile')).status, 0);
  assert.match(
    (await run('switch', 'GET /api/faq', '--to', 'new', '--contract', 'panel')).stderr,
    /panel has no such endpoint/,
  );
  const both = (await run('status', '--json')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    both.map(({ contract, switched }) => [contract, switched]),
    [
      ['mobile', ['GET /api/faq']],
      ['panel', []],
    ],
  );
  const taken = await run(
    '--old',
    panel.url,
    '--new',
    at.url,
    '--contract',
    'staff',
    '--listen',
    new URL(first.url).port,
  );
  assert.match(taken.stderr, /cannot be opened \(EADDRINUSE\): choose another with --listen/);
  assert.equal((await run('return', '--all')).stdout, 'GET /api/faq\n');
  first.child.kill('SIGKILL');
  await first.ended;
  assert.match((await run('status', '--contract', 'mobile')).stderr, /no proxy answers at .*mobile\.sock/);
  // Its socket is still there: it is not in the way of the other one.
  const left = await run('status');
  assert.deepEqual([left.status, left.stdout.startsWith('panel  ')], [0, true], left.stderr);
  assert.equal((await run('switch', 'GET /openApi/count', '--to', 'new')).stdout, 'GET /openApi/count\n');
  assert.equal((await run('return', '--all')).stdout, 'GET /openApi/count\n');
  // What a killed one left is in nobody's way.
  await runShadowProcess(t, ['--old', mobile.url, '--new', at.url, '--contract', 'mobile'], environment);
});

test('shadow: return --all tells what was returned, also where one of several proxies fails to', async (t) => {
  const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
  const old = await startOldMobile(t);
  await runShadowProcess(t, ['--old', old.url, '--new', at.url, '--contract', 'mobile'], environment);
  const broken = createServer((_, response) => response.writeHead(400).end('{"problem":"its file cannot be written"}'));
  broken.listen(shadowPlaces(environment.PORTICO_DATA_DIR, 'blog').socket);
  t.after(() => broken.close());
  const run = (...words: string[]) => runPortico(['shadow', ...words], environment);
  await run('switch', 'GET /api/faq', '--to', 'new', '--contract', 'mobile');
  const { status, stdout, stderr } = await run('return', '--all');
  assert.deepEqual([status, stdout], [1, 'GET /api/faq\n']);
  assert.match(stderr, /its file cannot be written/);
});

test('shadow: a report that cannot be written is told before anything is opened', async (t) => {
  const file = join(temporaryDataDir(t), '..', 'file');
  writeFileSync(file, '');
  const words = [
    'shadow',
    '--old',
    'http://127.0.0.1:1',
    '--new',
    at.url,
    '--contract',
    'mobile',
    '--report',
    join(file, 'x'),
  ];
  const { status, said } = await runPortico(words, { PORTICO_DATA_DIR: temporaryDataDir(t) });
  assert.deepEqual([status, said.length], [1, 1]);
  assert.match(said[0] ?? '', /the report .* cannot be written \(ENOTDIR\): choose another with --report/);
});
