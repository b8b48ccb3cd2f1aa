import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { dataPaths } from '../../src/config.ts';
import { watchHealth } from '../support/health.ts';
import { createNodeFamily } from '../support/nodes.ts';
import { call } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { runPortico } from '../support/process.ts';

const postgres = await startPostgres({ after });
const generated = {
  PORTICO_OWNER_PASSWORD: '',
  PORTICO_PANEL_TOKEN: '',
  PORTICO_BLOG_KEY: '',
  PORTICO_BLOG_SECRET: '',
};

/** Whoever has to wait for his first connection for a second says no for the present. */
async function becomesReady(url: string): Promise<void> {
  const health = watchHealth(url);
  await health.turns(200);
  await health.end();
}

test('nodes: two that start at once on an empty database, in production, make one house with one set of credentials', async (t) => {
  const family = createNodeFamily(t, await postgres.createDatabase(), { ...generated, PORTICO_MODE: 'production' });
  const nodes = await Promise.all([family.start(), family.start()]);
  const shown = nodes.map(({ stdout }) => [...stdout.matchAll(/(owner password|api-token|auth_secret): +(\S+)/g)]);
  const all = shown.flat().map(([, name, value]) => [name, value] as const);
  assert.deepEqual(all.map(([name]) => name).sort(), ['api-token', 'auth_secret', 'owner password']);
  const { 'owner password': password, 'api-token': token } = Object.fromEntries(all);
  for (const [index, { url, panelUrl, dataDir, said }] of nodes.entries()) {
    const file = dataPaths(dataDir).credentials;
    const noted = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const values = [...noted.matchAll(/(?:owner password|api-token|auth_secret): (\S+)/g)].map(([, value]) => value);
    assert.deepEqual(values.sort(), shown[index]?.map(([, , value]) => value).sort());
    const signedIn = await call(`${url}/api/auth/access_token`, 'POST', { account: 'owner', password });
    assert.equal(signedIn.body.code, 0);
    const count = await call(`${panelUrl}/openApi/count`, 'GET', undefined, { 'api-token': token as string });
    assert.equal(count.body.code, 1);
    await becomesReady(url);
    assert.doesNotMatch(said(), /node |clock/);
  }
});

test('nodes: who keeps files apart, or has another root key, is told in words; the latter does not start', async (t) => {
  const database = await postgres.createDatabase();
  const family = createNodeFamily(t, database);
  const first = await family.start();
  const apart = await family.start({ dataDir: family.createDataDir({ sharesFiles: false }) });
  assert.match(
    apart.said(),
    new RegExp(`warning: node \\S+:${first.child.pid} keeps its files elsewhere.*PORTICO_STORAGE_URL`),
  );
  apart.child.kill('SIGTERM');
  await apart.ended;
  const again = await family.start();
  assert.doesNotMatch(again.said(), /elsewhere/);

  const stranger = { ...family.environment, PORTICO_SECRET_KEY: 'another-root-key-that-nobody-else-has-here' };
  const refused = await runPortico(['serve'], { ...stranger, PORTICO_DATA_DIR: family.createDataDir() });
  assert.deepEqual([refused.status, refused.said.length], [1, 1], refused.stderr);
  assert.match(
    refused.stderr,
    /postgres:\/\/127\.0\.0\.1:\d+\/\w+ was made with root key .*PORTICO_SECRET_KEY, which every node has in common/,
  );
});

test('nodes: a root key that is changed in the order of docs/several-nodes.md is known everywhere before it is used, and out of order is told', async (t) => {
  const family = createNodeFamily(t, await postgres.createDatabase());
  const old = family.environment.PORTICO_SECRET_KEY as string;
  const fresh = 'the-root-key-that-comes-after-the-old-one';
  const [behind, inFront] = [`${old} ${fresh}`, `${fresh} ${old}`];
  const first = await family.start({ environment: { PORTICO_SECRET_KEY: behind } });
  const second = await family.start({ environment: { PORTICO_SECRET_KEY: inFront } });
  assert.doesNotMatch(second.said(), /root key/);
  const signedIn = await call(`${second.url}/management/v1/session`, 'POST', {
    identifier: 'owner',
    password: family.environment.PORTICO_OWNER_PASSWORD,
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  assert.equal((await call(`${first.url}/management/v1/session`, 'GET', undefined, { cookie })).status, 200);
  const late = await family.start({
    environment: { PORTICO_SECRET_KEY: `the-root-key-that-only-one-node-has-now ${inFront}` },
  });
  assert.match(
    late.said(),
    new RegExp(`node \\S+:${first.child.pid} does not have the root key that this one works with.*there`),
  );
});

test('nodes: a database that is behind is left to `migrate`, which several may run at once', async (t) => {
  const family = createNodeFamily(t, await postgres.createDatabase(), { PORTICO_MODE: 'production' });
  const environments = [0, 1].map(() => ({ ...family.environment, PORTICO_DATA_DIR: family.createDataDir() }));
  const migrated = await Promise.all(environments.map((environment) => runPortico(['migrate'], environment)));
  assert.deepEqual(
    migrated.map(({ status }) => status),
    [0, 0],
    migrated.map(({ stderr }) => stderr).join(),
  );
  const applied = migrated.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
  assert.equal(new Set(applied).size, applied.length);
  const node = await family.start();
  await becomesReady(node.url);
});
