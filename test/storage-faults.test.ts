import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { call, startPortico } from './support/portico.ts';
import { scrape } from './support/scrape.ts';
import { isPostgresRun, openByAddress } from './support/tested-database.ts';

test('storage that fails in the middle of an upload is answered in the envelope, and the server lives on', async (t) => {
  const server = await startPortico(t);
  const { key } = await server.portico.house.core.apiKeys.create(
    { name: 'ci', rights: ['releases:write'] },
    { actor: 'test' },
  );
  rmSync(join(server.dataDir, 'files', '.staging'), { recursive: true });
  const form = new FormData();
  form.set('version', '1.0');
  form.set('file', new Blob(['x'.repeat(1_000_000)]), 'app.zip');
  const answer = await call(`${server.url}/api/upgrade/upload`, 'POST', form, { authorization: `Bearer ${key}` });
  assert.equal(answer.status, 500);
  assert.equal(answer.body.meta.status, 500);
  assert.equal((await call(`${server.url}/healthz`, 'GET')).status, 200);
  const seen = await scrape(server);
  assert.equal(seen.value('portico_storage_failures_total', { operation: 'store' }), 1);
  assert.equal(seen.sum('portico_storage_failures_total'), 1);
});

test('while another process holds the database, reads go on and writers are refused together, not one after another', async (t) => {
  const server = await startPortico(t);
  const other = openByAddress(server.address);
  t.after(() => other.destroy());
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const begun = Promise.withResolvers<void>();
  const holding = other.transaction().execute(async (tx) => {
    if (isPostgresRun) await sql`lock table captchas`.execute(tx);
    else await tx.insertInto('settings').values({ name: 'held', value: '' }).execute();
    begun.resolve();
    await held;
  });
  await begun.promise;
  const begunAt = Date.now();
  const writers = Array.from({ length: 5 }, () => call(`${server.url}/captcha`, 'GET'));
  assert.equal((await call(`${server.url}/readyz`, 'GET')).status, 200);
  assert.equal((await call(`${server.url}/list/user`, 'GET')).status, 200);
  const answers = await Promise.all(writers);
  const waitedMs = Date.now() - begunAt;
  release();
  await holding;
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [503]);
  assert.ok(waitedMs < 4 * 5_000, 'five writers wait for one limit, not for five');
  assert.equal((await call(`${server.url}/captcha`, 'GET')).status, 200);
});
