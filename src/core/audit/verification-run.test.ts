import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { transact } from '../../db/database.ts';
import { createVerificationRuns } from './verification-run.ts';

const clock = { now: () => 1_700_000_000_000 };

test('audit verification: stopped, it ends before the end of the log, says so, and is no fault', async (context) => {
  const { db } = await openTestDatabase(context);
  const audit = createTestAudit(db, clock);
  await audit.prepare();
  await transact(db, async (tx) => {
    for (let n = 1; n <= 2_000; n += 1)
      await audit.record(tx, { actor: 'cli', action: 'push.created', target: `p:${n}` });
  });
  const failures: unknown[] = [];
  const runs = createVerificationRuns({ clock, verify: audit.verify, onFailure: (error) => failures.push(error) });
  const run = runs.start();
  await runs.stop();
  assert.deepEqual([run.state, run.finishedAt, run.result, failures], ['failed', clock.now(), undefined, []]);
  assert.ok(run.checked < 2_000, `${run.checked} were checked`);
});
