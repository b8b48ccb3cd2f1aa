import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBothDatabases } from '../../../test/support/both-databases.ts';
import { createQueueTables, enqueueJobs, listJobs, listKept, openQueue } from '../../../test/support/queue.ts';

const jobCount = 1_000;
const kills = 50;
// More than a lease: what the killed one had claimed is due for the next one.
const clockStepMs = 61_000;
// A worker that is not killed at once does so many more at most: else a slow killer would leave nothing to be done.
const mostAfterKill = 8;
const worker = fileURLToPath(new URL('../../../test/support/queue-worker.ts', import.meta.url));

/** Kills it after a number of runs, each of which it tells by a dot. */
async function killAfter(child: ChildProcess, runs: number): Promise<NodeJS.Signals | null> {
  let told = 0;
  child.stdout?.on('data', (dots: Buffer) => {
    told += dots.length;
    if (told >= runs) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  return signal;
}

for (const kind of await startBothDatabases({ after })) {
  test(`${kind.name}, jobs: of 1,000, whose worker is killed 50 times, each is done at least once and kept once`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-crash-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const doneFile = join(folder, 'done');
    const { address, open } = await kind.createEmpty(t);
    const db = open();
    await createQueueTables(db);
    const numbers = Array.from({ length: jobCount }, (_, n) => n);
    await enqueueJobs(db, openQueue(db, {}), 'push', ...numbers.map((pushId) => ({ pushId, deviceIds: [1] })));
    const startWorker = (life: number, mostRuns = Number.POSITIVE_INFINITY): ChildProcess =>
      spawn(process.execPath, [worker, address, String(life * clockStepMs), doneFile, String(mostRuns)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });

    for (let life = 0; life < kills; life += 1) {
      const runs = 1 + Math.floor(Math.random() * 12);
      const signal = await killAfter(startWorker(life, runs + mostAfterKill), runs);
      assert.equal(signal, 'SIGKILL', `life ${life} ended by itself`);
    }
    assert.ok((await listJobs(db)).length > 0, 'there was work left at the last kill');
    const last = startWorker(kills);
    last.stdout?.resume();
    assert.deepEqual(await once(last, 'exit'), [0, null]);

    assert.deepEqual(await listJobs(db), []);
    const kept = (await listKept(db)).map(Number).sort((one, other) => one - other);
    assert.deepEqual(kept, numbers, 'the end of each is kept exactly once');
    const runs = readFileSync(doneFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    const keysOf = Map.groupBy(runs, ([number]) => Number(number));
    assert.equal(keysOf.size, jobCount, 'each was done');
    for (const repetitions of keysOf.values()) assert.equal(new Set(repetitions.map(([, key]) => key)).size, 1);
    assert.ok(runs.length > jobCount, 'some were cut off between being done and being kept, and repeated');
    t.diagnostic(`${runs.length} runs of ${jobCount} jobs`);
  });
}
