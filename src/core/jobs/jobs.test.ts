import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestData } from '../../../test/support/tested-database.ts';
import { openHouse } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { transact } from '../../db/database.ts';

test('jobs: a development command delivers what it enqueued before it ends', async (t) => {
  const { directory, environment, remove } = await createTestData();
  t.after(remove);
  const house = await openHouse(readConfig({ ...environment, PORTICO_LOG_LEVEL: 'silent' }));
  const mail = { to: 'a@example.com', purpose: 'verify-email', handle: null, link: 'https://example.com/' } as const;
  await transact(house.database, (tx) => house.jobs.enqueue(tx, 'email', mail, mail, mail));
  await house.jobs.wake();
  await house.close();
  assert.equal(readFileSync(join(directory, 'outbox.jsonl'), 'utf8').split('\n').filter(Boolean).length, 3);
});
