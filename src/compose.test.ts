import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openHouse } from './compose.ts';
import { dataPaths, readConfig } from './config.ts';
import { transact } from './db/database.ts';

function prepare(context: TestContext) {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-house-'));
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = readConfig({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent' });
  return { config, paths: dataPaths(dataDir) };
}

test('house: where something cannot be opened, what was opened before is closed again', async (context) => {
  for (const spoil of ['outbox', 'files'] as const) {
    const { config, paths } = prepare(context);
    if (spoil === 'outbox') mkdirSync(paths.outbox);
    else writeFileSync(paths.files, '');
    await assert.rejects(openHouse(config), { code: spoil === 'outbox' ? 'EISDIR' : /^E(EXIST|NOTDIR)$/ });
    assert.ok(existsSync(paths.database), 'the database had been opened');
    assert.ok(!existsSync(`${paths.database}-wal`), 'its log goes with the last connection');
  }
});

test('house: closing ends a verification of the audit log that is on its way', async (context) => {
  const { config } = prepare(context);
  const house = await openHouse(config);
  const { audit, auditVerifications } = house.core;
  await transact(house.database, async (tx) => {
    for (let n = 1; n <= 2_000; n += 1) {
      await audit.record(tx, { actor: 'cli', action: 'push.created', target: `push:${n}` });
    }
  });
  const run = auditVerifications.start();
  await house.close();
  assert.deepEqual([run.state, run.finishedAt === null], ['failed', false]);
  assert.ok(run.checked < 2_000, `${run.checked} were checked`);
});
