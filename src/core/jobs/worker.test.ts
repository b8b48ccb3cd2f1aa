import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterEachStatement } from '../../../test/support/after-each-statement.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import { deleteJob, insertJobs } from './jobs.store.ts';
import { createWorker } from './worker.ts';

test('jobs: what becomes due while a look for jobs finds none is done before whoever asks then is answered', async (t) => {
  const { db } = await openTestDatabase(t);
  const looked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const slow = afterEachStatement(db, async () => {
    looked.resolve();
    await answered.promise;
  });
  const done: string[] = [];
  const worker = createWorker({
    db: slow,
    clock: { now: () => Date.now() },
    kind: 'email',
    concurrency: 1,
    async perform(job) {
      done.push(job.key);
      await deleteJob(db, job);
    },
  });
  const first = worker.run();
  await looked.promise;
  await insertJobs(db, [{ kind: 'email', key: 'late', payload: '' }], Date.now());
  const second = worker.run();
  answered.resolve();
  assert.deepEqual([await first, await second, done], [true, true, ['late']]);
});
