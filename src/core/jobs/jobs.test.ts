import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHouse } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { transact } from '../../db/database.ts';

test('jobs: a development command delivers what it enqueued before it ends', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-jobs-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const house = await openHouse(readConfig({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent' }));
  const mail = { to: 'a@example.com', purpose: 'verify-email', handle: null, link: 'https://example.com/' } as const;
  await transact(house.database, (tx) => house.jobs.enqueue(tx, 'email', mail, mail, mail));
  await house.jobs.wake();
  await house.close();
  assert.equal(readFileSync(join(dataDir, 'outbox.jsonl'), 'utf8').split('\n').filter(Boolean).length, 3);
});
