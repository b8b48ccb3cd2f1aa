import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { findPoolThreads, letAnswersGoFirst } from './hash-threads.ts';

test('hash threads: those of the pool stand behind the thread that answers, which stands where it stood', async () => {
  const before = getPriority();
  await letAnswersGoFirst();
  assert.equal(getPriority(), before);
  const threads = process.platform === 'linux' ? findPoolThreads() : [];
  assert.equal(threads.length, process.platform === 'linux' ? Number(process.env.UV_THREADPOOL_SIZE ?? 4) : 0);
  for (const thread of threads) assert.ok(getPriority(thread) > before, `${thread}: ${getPriority(thread)}`);
});
