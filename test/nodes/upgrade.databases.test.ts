import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client } from 'pg';
import { programVersion } from '../../src/db/migrate.ts';
import { createNodeFamily, type TestNode } from '../support/nodes.ts';
import { plantProgram } from '../support/planted-program.ts';
import { call, credentials } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { runPortico } from '../support/process.ts';
import { until } from '../support/until.ts';

const postgres = await startPostgres({ after });

/** Signs in, reads, signs out, again and again, until told; answers every answer that was not as it should be. */
function load({ url }: TestNode) {
  const wrong: unknown[] = [];
  let rounds = 0;
  let isOver = false;
  const expect = (answer: { status: number; body: unknown }, code: number): void => {
    if ((answer.body as { code?: number }).code !== code) wrong.push(answer);
  };
  const working = (async () => {
    while (!isOver) {
      const account = { account: 'owner', password: credentials.ownerPassword };
      const signedIn = await call(`${url}/api/auth/access_token`, 'POST', account);
      expect(signedIn, 0);
      const authorization = `Token ${signedIn.body.data?.access_token}`;
      expect(await call(`${url}/api/personal/info`, 'GET', undefined, { authorization }), 0);
      expect(await call(`${url}/api/personal/info`, 'PUT', { nickname: `owner ${rounds}` }, { authorization }), 0);
      rounds += 1;
    }
  })();
  return {
    rounds: () => rounds,
    async end() {
      isOver = true;
      await working;
      return wrong;
    },
  };
}

const expanding = {
  oldestProgram: programVersion,
  statements: ['accounts', 'sessions', 'settings'].map((table) => `alter table ${table} add column planted text`),
};
const contracting = { statements: ['alter table accounts rename column signature to planted_signature'] };
const next = plantProgram({ after }, programVersion, [expanding]);
const last = plantProgram({ after }, programVersion, [expanding, contracting]);
/** What starts in one test serves in the next. */
const endings: Array<() => Promise<void> | void> = [];
after(async () => {
  for (const ending of endings.reverse()) await ending();
});
const file = { after: (ending: () => Promise<void> | void) => void endings.push(ending) };
const family = createNodeFamily(file, await postgres.createDatabase(), { PORTICO_MODE: 'production' });
const environment = { ...family.environment, PORTICO_DATA_DIR: family.createDataDir() };
const before = await family.start();
const newer: TestNode[] = [];

test('upgrade: a node of the release before serves on without a failure while the schema grows under it, beside a backup', async () => {
  const under = load(before);
  await until(() => under.rounds() >= 2);
  const backup = new Client({ connectionString: family.environment.PORTICO_DATABASE_URL });
  await backup.connect();
  await backup.query('begin');
  await backup.query('select from sessions limit 1');
  const migrating = runPortico(['migrate'], environment, next);
  await until(
    async () => (await backup.query("select from pg_locks where mode = 'AccessExclusiveLock'")).rowCount !== 0,
  );
  const meanwhile = under.rounds();
  await until(() => under.rounds() >= meanwhile + 2);
  await backup.end();
  const expanded = await migrating;
  assert.deepEqual([expanded.status, expanded.stdout], [0, `planted-${programVersion + 1}\n`], expanded.stderr);
  const then = under.rounds();
  await until(() => under.rounds() >= then + 2);
  assert.deepEqual(await under.end(), []);
});

test('upgrade: both releases serve side by side, and the older one starts anew', async () => {
  newer.push(await family.start({ program: next }), await family.start());
  for (const node of newer) {
    const beside = load(node);
    await until(() => beside.rounds() >= 1);
    assert.deepEqual(await beside.end(), []);
  }
});

test('upgrade: what a running node needs is not taken away, and it is named', async () => {
  const refused = await runPortico(['migrate'], environment, last);
  assert.deepEqual([refused.status, refused.said.length], [1, 1], refused.stderr);
  for (const { child } of [before, ...newer])
    assert.match(refused.stderr, new RegExp(`:${child.pid}\\b.* still serve`));
});

test('upgrade: when none is left it goes, and who needs it does not start any more', async () => {
  for (const { child } of [before, ...newer]) child.kill('SIGTERM');
  assert.deepEqual(await Promise.all([before, ...newer].map(({ ended }) => ended)), [0, 0, 0]);
  const contracted = await runPortico(['migrate'], environment, last);
  assert.deepEqual([contracted.status, contracted.stdout], [0, `planted-${programVersion + 2}\n`], contracted.stderr);
  const tooOld = await runPortico(['serve'], environment);
  assert.deepEqual([tooOld.status, tooOld.said.length], [1, 1], tooOld.stderr);
  assert.match(
    tooOld.stderr,
    new RegExp(
      `schema ${programVersion + 2}, which needs a program that knows ${programVersion + 2}; this one knows ${programVersion}\\)`,
    ),
  );
});
