import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cruise } from '../scripts/boundaries.mjs';
import { findFreePort } from './support/free-port.ts';
import { signInAtConsole } from './support/management.ts';
import { type Answer, call, credentials, knownCredentials, type startPortico } from './support/portico.ts';
import { runPortico, servePortico } from './support/process.ts';
import { sendRaw } from './support/raw-http.ts';
import { scrape } from './support/scrape.ts';
import {
  findChanges,
  findTypeProblems,
  kioskFolder,
  plantSixthDoor,
  registryLines,
  runTests,
} from './support/sixth-door.ts';
import { createTestData } from './support/tested-database.ts';

const tree = plantSixthDoor({ after });
const program = join(tree, 'src/main.ts');
/** The tree's own, so that it is the tree that serves. */
const support: { startPortico: typeof startPortico } = await import(join(tree, 'test/support/portico.ts'));
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const ask = (url: string, route: string, body?: Parameters<typeof call>[2], token?: string): Promise<Answer> => {
  const [method = '', path = ''] = route.split(' ');
  return call(`${url}/kiosk/v1${path}`, method, body, token === undefined ? {} : { 'x-kiosk-token': token });
};
type Named = { name: string; variable: string | null };

const owner = { login: 'owner', password: credentials.ownerPassword };

async function signIn(url: string): Promise<string> {
  const { status, body } = await ask(url, 'POST /session', owner);
  assert.equal(status, 200, JSON.stringify(body));
  return body.result.token;
}

/** Until the test ends. */
function changeTraits(
  context: { after(ending: () => void): void },
  changes: ReadonlyArray<readonly [old: string, now: string]>,
): void {
  const file = join(tree, kioskFolder, 'traits.ts');
  const traits = readFileSync(file, 'utf8');
  context.after(() => writeFileSync(file, traits));
  for (const [old] of changes) assert.ok(traits.includes(old), old);
  writeFileSync(
    file,
    changes.reduce((text, [old, now]) => text.replace(old, now), traits),
  );
}

function assertFailure({ status, body }: Answer, code: string): void {
  assert.deepEqual([body.ok, body.error?.code, Object.keys(body)], [false, code, ['ok', 'error']], `${status}`);
}

test('a sixth door is one folder and one line in the registry, with its import: nothing else is touched', () => {
  const { added, removed, changed } = findChanges(tree);
  assert.ok(added.length > 10 && added.every((file) => file.startsWith(`${kioskFolder}/`)), added.join('\n'));
  assert.deepEqual([removed, changed], [[], { 'src/contracts/registry.ts': [...registryLines] }]);
});

test('a sixth door is known to the compiler everywhere, and a name that is no contract is found', {
  timeout: 300_000,
}, async () => {
  const planted = join(tree, kioskFolder, 'planted.ts');
  writeFileSync(
    planted,
    `import type { Core } from '../../core/core.ts';
export const right = (core: Core, token: string) => core.sessions.authenticateJwt('kiosk', token);
export const wrong = (core: Core, token: string) => core.sessions.authenticateJwt('kiosks', token);
export const opaque = (core: Core, token: string) => core.sessions.refresh('kiosk', token);
`,
  );
  const problems = await findTypeProblems(tree);
  rmSync(planted);
  assert.deepEqual(
    problems.map((problem) => problem.replace(/,\d+\).*/, '')),
    [`${kioskFolder}/planted.ts(3`, `${kioskFolder}/planted.ts(4`],
    problems.join('\n'),
  );
});

test('a sixth door keeps the dependency rule', async () => {
  assert.deepEqual((await cruise(tree)).violations, []);
});

test('a sixth door’s own tests pass, in its own folder', async () => {
  const { passed, failed, output } = await runTests(tree, [`${kioskFolder}/conformance.test.ts`]);
  assert.ok(passed >= 12 && failed === 0, output);
});

test('tests that go through every contract, setting or error go on to pass beside a sixth door', async () => {
  const { passed, failed, output } = await runTests(tree, [
    'src/contracts/*.test.ts',
    'src/core/runtime-settings/*.test.ts',
    'src/management/settings/*.test.ts',
    'test/encodings.test.ts',
    'test/contract-documents.test.ts',
    'test/error-matrix.test.ts',
  ]);
  assert.ok(passed > 100 && failed === 0, output);
});

test('a sixth door is served as the others are: by its path, on its port, under its host name, in its own envelope', async (context) => {
  const data = await createTestData();
  const port = await findFreePort();
  const environment = {
    ...data.environment,
    ...knownCredentials,
    PORTICO_KIOSK_PORT: String(port),
    PORTICO_KIOSK_HOST: 'kiosk.example.com',
  };
  context.after(() => data.remove());
  const server = await servePortico(context, data.directory, environment, program);
  assert.match(server.stdout, new RegExp(`^  kiosk +${server.url} +/kiosk$`, 'm'));
  assert.match(server.stdout, new RegExp(`^  kiosk +http://127.0.0.1:${port} +/kiosk$`, 'm'));

  const token = await signIn(server.url);
  for (const url of [server.url, `http://127.0.0.1:${port}`]) {
    assert.equal((await ask(url, 'GET /me', undefined, token)).body.result.login, 'owner');
  }
  const underName = (path: string) => sendRaw(server.url, `GET ${path} HTTP/1.1\r\nHost: kiosk.example.com\r\n\r\n`);
  assertFailure(await underName('/kiosk/v1/me'), 'K401');
  assertFailure(await underName('/api/personal/info'), 'K404');
  assertFailure(await call(`http://127.0.0.1:${port}/login`, 'POST', {}), 'K404');
  assertFailure(await ask(server.url, 'GET /nothing'), 'K404');
  assertFailure(await ask(server.url, 'POST /session', { ...owner, password: 'wrong' }), 'K402');
  assertFailure(await ask(server.url, 'POST /session', '{"login"'), 'K400');
  assertFailure(await ask(server.url, 'POST /session', { login: 'x'.repeat(3_000_000) }), 'K413');

  const page = await call(`${server.url}/docs/kiosk/`, 'GET');
  assert.equal(page.status, 200);
  assert.match(page.body, /自助机接口/);
  const { value } = await scrape(server);
  assert.equal(value('portico_sign_ins_total', { contract: 'kiosk', outcome: 'ok' }), 1);
  assert.equal(value('portico_sign_ins_total', { contract: 'kiosk', outcome: 'password.wrong' }), 1);
  assert.equal((await ask(server.url, 'DELETE /session', undefined, token)).status, 200);
  assertFailure(await ask(server.url, 'GET /me', undefined, token), 'K401');

  const shown = await runPortico(['config', 'show'], environment, program);
  assert.match(shown.stdout, /^kiosk\.enabled +true +default$/m);
  assert.match(shown.stdout, new RegExp(`^kiosk\\.port +${port} +PORTICO_KIOSK_PORT$`, 'm'));
  const { stdout } = await runPortico(['openapi', 'kiosk'], environment, program);
  const document = JSON.parse(stdout);
  assert.deepEqual(Object.keys(document.paths).sort(), ['/kiosk/v1/me', '/kiosk/v1/questions', '/kiosk/v1/session']);
  assert.match(document.info.description, /\| `password\.wrong` \| 401 \| K402 \| 用户名或密码错误 \|/);
  const checked = await runPortico(['config', 'check'], { ...environment, PORTICO_KIOSK_HARDENED: 'true' }, program);
  assert.match(checked.stdout, new RegExp(`^kiosk +on, hardened, port ${port}, kiosk.example.com$`, 'm'));
  assert.deepEqual(
    checked.said.filter((line) => line.includes('KIOSK')),
    [],
    'no variable of it is unknown',
  );
});

test('a sixth door is closed by its setting, at start and while the others serve', async (context) => {
  const closed = await support.startPortico(context, { PORTICO_KIOSK_ENABLED: 'false' });
  assert.equal((await ask(closed.url, 'POST /session', owner)).status, 404);
  const at = await support.startPortico(context);
  const console = await signInAtConsole(at);
  const { body } = await console.call('GET', '/settings');
  const variables = new Map(body.settings.map(({ name, variable }: Named) => [name, variable]));
  for (const [name, end] of Object.entries({
    enabled: 'ENABLED',
    hardened: 'HARDENED',
    hostName: 'HOST',
    port: 'PORT',
  })) {
    assert.equal(variables.get(`kiosk.${name}`), `PORTICO_KIOSK_${end}`);
  }
  const token = await signIn(at.url);
  const change = { version: body.version, body: { values: { 'kiosk.enabled': false } } };
  assert.equal((await console.call('PATCH', '/settings', change)).status, 200);
  assert.equal((await ask(at.url, 'GET /me', undefined, token)).status, 404);
  assert.equal((await call(`${at.url}/api/faq`, 'GET')).body.code, 10004, 'the others go on');
});

test('a sixth door’s sessions end by its own lifetime, are listed and audited under its name, and are swept', async (context) => {
  // It stands still but for what is said here, however long the rest takes.
  const clock = { at: Date.now(), now: () => clock.at };
  const at = await support.startPortico(context, {}, { clock });
  const token = await signIn(at.url);
  const { sweeper, database } = at.portico.house;
  const count = async (): Promise<number> =>
    (
      await database
        .selectFrom('sessions')
        .select('id')
        .where('contract', '=', 'kiosk' as never)
        .execute()
    ).length;
  const console = await signInAtConsole(at);
  const { body: sessions } = await console.call('GET', '/accounts/1/sessions');
  assert.ok(
    sessions.items.some(({ contract }: { contract: string }) => contract === 'kiosk'),
    JSON.stringify(sessions),
  );
  const { body: audit } = await console.call('GET', '/audit?contract=kiosk');
  assert.equal(audit.items[0]?.action, 'session.opened', JSON.stringify(audit));

  // Tokens tell whole seconds.
  clock.at += 15 * minuteMs - 1000;
  assert.equal((await ask(at.url, 'GET /me', undefined, token)).status, 200);
  clock.at += 1000;
  assertFailure(await ask(at.url, 'GET /me', undefined, token), 'K401');
  clock.at += 7 * dayMs - 2 * minuteMs;
  await sweeper.sweepOnce();
  assert.equal(await count(), 1);
  clock.at += 4 * minuteMs;
  await sweeper.sweepOnce();
  assert.equal(await count(), 0);
});

test('a sixth door may have opaque tokens, beside a contract that has them already', async (context) => {
  changeTraits(context, [
    [
      "{ kind: 'jwt', accessLifetimeMs: 15 * minuteMs }",
      "{ kind: 'opaque', accessLifetimeMs: 15 * minuteMs, refreshLifetimeMs: 2 * 1440 * minuteMs }",
    ],
  ]);
  const planted = join(tree, kioskFolder, 'opaque.test.ts');
  cpSync(join(import.meta.dirname, 'fixtures/opaque-door/opaque.test.ts'), planted);
  context.after(() => rmSync(planted));
  const { passed, failed, output } = await runTests(tree, [planted, 'src/core/sweeper/*.test.ts']);
  assert.ok(passed > 10 && failed === 0, output);
});

test('a sixth door that claims what another one has is refused at start, in words', async (context) => {
  const data = await createTestData();
  context.after(() => data.remove());
  changeTraits(context, [
    ["['/kiosk']", "['/blogapi']"],
    ['15 * minuteMs', '15'],
  ]);
  const { status, stderr } = await runPortico(['serve'], data.environment, program);
  assert.notEqual(status, 0);
  assert.match(stderr, /contracts blog and kiosk both have the path \/blogapi: change one of them/);
  assert.match(stderr, /contract kiosk: accessLifetimeMs is 15: it must be whole seconds/);
});
