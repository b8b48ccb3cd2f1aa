import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { migrations } from '../src/db/migrate.ts';
import { call } from './support/portico.ts';
import { collect, runPortico, servePortico, spawnPortico, temporaryDataDir } from './support/process.ts';

const onFreePorts = { PORTICO_PORT: '0', PORTICO_PANEL_PORT: '0' };
const firstKey = 'the-first-root-key-0123456789-0123456789';
const secondKey = 'the-second-root-key-0123456789-0123456789';

/** Starts where a start is refused, and answers the one line that says why. */
async function refusedStart(environment: Record<string, string>): Promise<string> {
  const { status, said } = await runPortico(['serve'], { ...onFreePorts, ...environment });
  assert.deepEqual([status, said.length], [1, 1], said.join('\n'));
  return said[0] as string;
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const refused = await once(socket, 'connect').then(
    () => false,
    () => true,
  );
  socket.destroy();
  return refused;
}

describe('life', { concurrency: 2 }, () => {
  test('SIGTERM: the request in flight is answered, nothing new is taken, the exit status is 0', async (t) => {
    const { url, child, ended } = await servePortico(t, temporaryDataDir(t));
    const port = Number(new URL(url).port);
    const body = JSON.stringify({ account: 'nobody', password: 'whatever' });
    const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
    const asked = request(`${url}/api/auth/access_token`, { method: 'POST', headers });
    asked.write(body.slice(0, 10));
    await once(asked, 'continue');

    child.kill('SIGTERM');
    while (!(await isRefused(port))) await sleep(5);
    child.kill('SIGTERM');
    child.kill('SIGINT');
    asked.end(body.slice(10));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(answer.headers.connection, 'close');
    assert.equal(JSON.parse((await answer.toArray()).join('')).code, 10006);
    assert.equal(await ended, 0);
  });

  test('a drain delay: balancers are told at once, and everything is answered; a second signal ends it, and nothing in flight with it', async (t) => {
    const { url, child, ended } = await servePortico(t, temporaryDataDir(t), { PORTICO_DRAIN_DELAY_SECONDS: '600' });
    const ready = await fetch(`${url}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ready' }]);
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    while ((await fetch(`${url}/readyz`)).status === 200) await sleep(5);
    const draining = await fetch(`${url}/readyz`);
    assert.deepEqual([draining.status, await draining.json()], [503, { status: 'draining' }]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const wrong = { account: 'nobody', password: 'whatever' };
    const answer = await call(`${url}/api/auth/access_token`, 'POST', wrong);
    assert.deepEqual([answer.body.code, answer.headers.get('connection')], [10006, 'close']);

    const body = JSON.stringify(wrong);
    const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
    const asked = request(`${url}/api/auth/access_token`, { method: 'POST', headers });
    asked.write(body.slice(0, 10));
    await once(asked, 'continue');
    await sleep(1_100);
    child.kill('SIGTERM');
    while (!(await isRefused(Number(new URL(url).port)))) await sleep(5);
    asked.end(body.slice(10));
    const [inFlight] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(JSON.parse((await inFlight.toArray()).join('')).code, 10006);
    assert.equal(await ended, 0);
  });

  test('a drain delay ends by itself', async (t) => {
    const { child, ended, said } = await servePortico(t, temporaryDataDir(t), { PORTICO_DRAIN_DELAY_SECONDS: '1' });
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.match(said(), /Draining \(SIGTERM\)[\s\S]*Stopping \(SIGTERM\)[\s\S]*Stopped\./);
  });

  test('SIGTERM during the start: it is heard, nothing is opened to anybody, and the data directory is free again', async (t) => {
    const dataDir = temporaryDataDir(t);
    assert.equal((await runPortico(['migrate'], { PORTICO_DATA_DIR: dataDir })).status, 0);
    // What waits for somebody else's transaction is a start that takes long.
    const other = new BetterSqlite3(`${dataDir}/portico.db`);
    other.exec('begin exclusive');
    const child = spawnPortico(['serve'], { ...onFreePorts, PORTICO_DATA_DIR: dataDir });
    const output = collect(child);
    const ended = once(child, 'close');
    while (!existsSync(`${dataDir}/serve.pid`)) await sleep(5);
    child.kill('SIGTERM');
    await sleep(50);
    other.exec('commit');
    other.close();
    const [status] = await ended;
    assert.deepEqual([status, output.stdout.includes('Ready.')], [0, false], output.stderr);
    assert.match(output.stderr, /Stopped\./);
    const { url } = await servePortico(t, dataDir);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  test('SIGHUP, a closed terminal: the same orderly end', async (t) => {
    const { url, child, ended, said } = await servePortico(t, temporaryDataDir(t));
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    child.kill('SIGHUP');
    assert.equal(await ended, 0);
    assert.match(said(), /Stopping \(SIGHUP\)[\s\S]*Stopped\./);
  });

  test('a data directory is served by one process; the next is told which, and a killed one is no hindrance', async (t) => {
    const dataDir = temporaryDataDir(t);
    const first = await servePortico(t, dataDir);
    const refusal = await refusedStart({ PORTICO_DATA_DIR: dataDir });
    assert.match(refusal, new RegExp(`process ${first.child.pid}\\b.*PORTICO_DATA_DIR`));
    assert.equal((await fetch(`${first.url}/healthz`)).status, 200);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await servePortico(t, dataDir);
    assert.equal((await fetch(`${second.url}/healthz`)).status, 200);
  });

  test('the first start shows credentials that let the owner in, and shows them once', async (t) => {
    const dataDir = temporaryDataDir(t);
    const first = await servePortico(t, dataDir);
    assert.match(first.stdout, /DEVELOPMENT mode[\s\S]*outbox\.jsonl/);
    assert.ok(first.stdout.includes(dataDir));
    for (const name of ['desktop', 'mobile', 'staff', 'panel', 'blog']) {
      assert.match(first.stdout, new RegExp(`^ +${name} +http://127\\.0\\.0\\.1:\\d+ +/`, 'm'));
    }
    const password = /owner password: +(\S+)/.exec(first.stdout)?.[1] as string;
    assert.match(password, /^[A-Za-z0-9_-]{16}$/);
    const { body } = await call(`${first.url}/api/auth/access_token`, 'POST', { account: 'owner', password });
    assert.equal(body.code, 0);
    first.child.kill('SIGTERM');
    assert.equal(await first.ended, 0);
    const second = await servePortico(t, dataDir);
    assert.ok(!second.stdout.includes(password) && second.stdout.includes('first-run.txt'));
  });

  test('a port that is taken is named with the setting that changes it', async (t) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    t.after(() => holder.close());
    const port = String((holder.address() as { port: number }).port);
    for (const setting of ['PORTICO_PORT', 'PORTICO_PANEL_PORT', 'PORTICO_BLOG_PORT']) {
      const line = await refusedStart({ PORTICO_DATA_DIR: temporaryDataDir(t), [setting]: port });
      assert.match(line, new RegExp(`port ${port} .*${setting}$`));
    }
  });

  test('a data directory that cannot be made or written is named', async (t) => {
    const file = temporaryDataDir(t);
    writeFileSync(file, '');
    assert.match(await refusedStart({ PORTICO_DATA_DIR: file }), /is a file: .*PORTICO_DATA_DIR/);
    for (const dataDir of [`${file}/data`, '/proc/portico/data', '/proc']) {
      const line = await refusedStart({ PORTICO_DATA_DIR: dataDir });
      assert.match(line, new RegExp(`${dataDir} cannot be written .*PORTICO_DATA_DIR`));
    }
  });

  test('a database of a newer Portico is refused by every command', async (t) => {
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
    await runPortico(['migrate'], environment);
    const database = new BetterSqlite3(`${environment.PORTICO_DATA_DIR}/portico.db`);
    database.exec("insert into schema_migrations values (999, 'from the future', 1)");
    database.close();
    writeFileSync(`${environment.PORTICO_DATA_DIR}/secret.key`, firstKey);
    for (const words of [
      ['serve'],
      ['migrate'],
      ['account', 'list'],
      ['backup', `${environment.PORTICO_DATA_DIR}/b`],
    ]) {
      const { status, said } = await runPortico(words, { ...onFreePorts, ...environment });
      assert.deepEqual([status, said.length], [1, 1], words.join(' '));
      assert.match(said[0] as string, /newer Portico/);
    }
  });

  test('production sets up a new database, and leaves pending migrations of an old one to `migrate`', async (t) => {
    const production = { PORTICO_MODE: 'production', PORTICO_SECRET_KEY: firstKey };
    const fresh = await servePortico(t, temporaryDataDir(t), production);
    assert.match(fresh.stdout, /PRODUCTION mode/);
    assert.ok(!fresh.stdout.includes('outbox'));

    const dataDir = temporaryDataDir(t);
    mkdirSync(dataDir);
    const old = new BetterSqlite3(`${dataDir}/portico.db`);
    old.exec('create table from_before (id integer)');
    old.close();
    const environment = { PORTICO_DATA_DIR: dataDir, ...production };
    assert.match(await refusedStart(environment), /behind this program .*portico -- migrate/);
    const migrated = await runPortico(['migrate'], environment);
    assert.deepEqual([migrated.status, migrated.stdout], [0, migrations.map(({ name }) => `${name}\n`).join('')]);
    assert.equal((await runPortico(['account', 'list'], environment)).status, 0);
  });

  test('data are opened with the root key they were made with, or one that follows it', async (t) => {
    const dataDir = temporaryDataDir(t);
    const list = (keys: string) =>
      runPortico(['account', 'list'], { PORTICO_DATA_DIR: dataDir, PORTICO_SECRET_KEY: keys });
    const first = { PORTICO_DATA_DIR: dataDir, PORTICO_SECRET_KEY: firstKey };
    assert.equal(
      (await runPortico(['api-key', 'create', '--name', 'a', '--rights', 'releases:write'], first)).status,
      0,
    );
    assert.match((await list(secondKey)).said.join(), /made with root key [0-9a-f]{8}, .*PORTICO_SECRET_KEY/);
    assert.equal((await list(`${secondKey} ${firstKey}`)).status, 0);
    assert.equal((await list(secondKey)).status, 0);
    assert.equal((await list(firstKey)).status, 1);
  });

  test('a lost secret.key is noticed and not replaced by another', async (t) => {
    const environment = { PORTICO_DATA_DIR: temporaryDataDir(t) };
    await runPortico(['migrate'], environment);
    rmSync(`${environment.PORTICO_DATA_DIR}/secret.key`);
    assert.match(await refusedStart(environment), /secret\.key is missing/);
    assert.match(await refusedStart(environment), /secret\.key is missing/);
  });

  test('a data directory that `migrate` made is served', async (t) => {
    const dataDir = temporaryDataDir(t);
    assert.equal((await runPortico(['migrate'], { PORTICO_DATA_DIR: dataDir })).status, 0);
    const { url } = await servePortico(t, dataDir);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  test('a damaged database is named, with what to do about it', async (t) => {
    const dataDir = temporaryDataDir(t);
    mkdirSync(dataDir);
    writeFileSync(`${dataDir}/portico.db`, 'this has never been a database, however one looks at it. '.repeat(99));
    writeFileSync(`${dataDir}/secret.key`, firstKey);
    assert.match(await refusedStart({ PORTICO_DATA_DIR: dataDir }), /portico\.db is damaged .*restore a backup/);
  });
});
