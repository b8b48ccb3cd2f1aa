import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { startBothDatabases } from '../../../test/support/both-databases.ts';
import {
  createQueueTables,
  enqueueJobs,
  listJobs,
  listKept,
  noteKept,
  openQueue,
} from '../../../test/support/queue.ts';
import type { Database } from '../../db/database.ts';
import { DeadJobError, type JobHandler, type PushTargets } from './job-kinds.ts';

const mail = { to: 'a@example.com', purpose: 'verify-email', handle: null, link: 'https://example.com/?t=1' } as const;
const target: PushTargets = { pushId: 1, deviceIds: [2] };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const pushes = (run: JobHandler<PushTargets>['run'], concurrency = 1): JobHandler<PushTargets> => ({
  concurrency,
  isLocal: false,
  run,
});
const refuse = async (): Promise<never> => {
  throw new Error('the provider refuses');
};
/** What is not so by then is told by the assertion that follows. */
async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isSo() && Date.now() < deadline; ) await nextTurn();
}

/** A clock moved by hand, and openings of one database as several processes have them. */
async function prepare(t: TestContext, kind: (typeof kinds)[number]) {
  const empty = await kind.createEmpty(t);
  const db = empty.open();
  await createQueueTables(db);
  const clock = { at: 1_700_000_000_000, now: () => clock.at };
  return { db, openAgain: () => empty.open(), clock };
}

const onlyJob = async (db: Database) => (await listJobs(db))[0] ?? assert.fail('there is no job');

const kinds = await startBothDatabases({ after });
for (const kind of kinds) {
  const guarantee = (name: string, check: (t: TestContext) => Promise<void>) =>
    test(`${kind.name}, jobs: ${name}`, check);

  guarantee('of several processes one does each job, once', async (t) => {
    const { db, openAgain, clock } = await prepare(t, kind);
    const done: number[] = [];
    const handler = pushes(async ({ pushId }) => {
      await nextTurn();
      done.push(pushId);
      return { settle: (tx) => noteKept(tx, String(pushId)).then(() => undefined) };
    }, 8);
    const queues = [db, openAgain(), openAgain()].map((each) => openQueue(each, { push: handler }, clock));
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    await enqueueJobs(db, queues[0] ?? assert.fail(), 'push', ...numbers.map((pushId) => ({ ...target, pushId })));
    await Promise.all(queues.map((queue) => queue.runDue()));
    assert.deepEqual(
      done.sort((one, other) => one - other),
      numbers,
    );
    assert.deepEqual(
      (await listKept(db)).map(Number).sort((one, other) => one - other),
      numbers,
    );
    assert.deepEqual(await listJobs(db), []);
  });

  guarantee('a slow one holds up neither other kinds nor, while there is room, its own', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const slow = Promise.withResolvers<undefined>();
    const begun: number[] = [];
    const mailed: string[] = [];
    const handler = pushes(({ pushId }) => {
      begun.push(pushId);
      return pushId < 2 ? slow.promise : Promise.resolve(undefined);
    }, 2);
    const email = { concurrency: 1, isLocal: false, run: async ({ to }: { to: string }) => void mailed.push(to) };
    const queue = openQueue(
      db,
      { push: handler, email: { ...email, run: (m) => email.run(m).then(() => undefined) } },
      clock,
    );
    await enqueueJobs(db, queue, 'push', { ...target, pushId: 0 });
    const running = queue.runDue();
    await until(() => begun.length === 1);
    await enqueueJobs(db, queue, 'push', ...[7, 1, 8].map((pushId) => ({ ...target, pushId })));
    await enqueueJobs(db, queue, 'email', mail);
    await queue.wake();
    await until(() => begun.length === 3 && mailed.length === 1);
    assert.deepEqual(begun, [0, 7, 1], 'two at a time, the oldest first');
    slow.resolve(undefined);
    await running;
    await queue.runDue();
    assert.deepEqual(begun, [0, 7, 1, 8]);
  });

  guarantee('what a job carries is sealed at rest, and done as it was given', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const seen: unknown[] = [];
    const queue = openQueue(db, { push: pushes(async (payload) => void seen.push(payload) as undefined) }, clock);
    await enqueueJobs(db, queue, 'push', target);
    assert.match((await onlyJob(db)).payload, /^v1\.[0-9a-f]{8}\.[\w-]+$/);
    await queue.runDue();
    assert.deepEqual(seen, [target]);
  });

  guarantee(
    'one that is sealed under a root key that is gone is dead at once and says why; the next one runs',
    async (t) => {
      const { db, clock } = await prepare(t, kind);
      const other = openQueue(db, {}, { ...clock, rootKey: 'another root key of more than 32 characters' });
      await enqueueJobs(db, other, 'push', target);
      const seen: unknown[] = [];
      const queue = openQueue(db, { push: pushes(async (payload) => void seen.push(payload) as undefined) }, clock);
      await enqueueJobs(db, queue, 'push', { ...target, pushId: 2 });
      await queue.runDue();
      assert.deepEqual(seen, [{ ...target, pushId: 2 }]);
      const dead = await onlyJob(db);
      assert.equal(dead.dead_at, clock.at);
      assert.match(dead.last_error ?? '', /cannot be opened.* root key that is not configured/);
    },
  );

  guarantee(
    'retries double from 2 s to 15 min, at whole milliseconds, until the job was tried for 24 hours',
    async (t) => {
      const { db, clock } = await prepare(t, kind);
      const giveUp: JobHandler<PushTargets>['giveUp'] = (tx) => noteKept(tx, 'given up').then(() => undefined);
      const queue = openQueue(db, { push: { ...pushes(refuse), giveUp } }, clock);
      await enqueueJobs(db, queue, 'push', target);
      const bornAt = clock.at;
      for (let longest = 2_000; ; longest = Math.min(longest * 2, 15 * minuteMs)) {
        await queue.runDue();
        const job = await onlyJob(db);
        if (job.dead_at !== null) break;
        const delay = job.run_at - clock.at;
        assert.ok(Number.isInteger(delay) && delay >= longest * 0.75 && delay <= longest, `${delay} of ${longest}`);
        assert.deepEqual(await listKept(db), []);
        clock.at = job.run_at;
      }
      const age = clock.at - bornAt;
      assert.ok(age >= 24 * hourMs && age <= 24.25 * hourMs, `dead after ${age} ms`);
      assert.deepEqual(await listKept(db), ['given up']);
      assert.equal((await onlyJob(db)).last_error, 'the provider refuses');
      clock.at += 100 * hourMs;
      await queue.runDue();
      assert.deepEqual(await listKept(db), ['given up'], 'dead is dead');
    },
  );

  guarantee('one that trying again cannot help is dead after one try', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const hopeless = async (): Promise<never> => {
      throw new DeadJobError('there is no such mailbox');
    };
    const queue = openQueue(db, { push: pushes(hopeless) }, clock);
    await enqueueJobs(db, queue, 'push', target);
    await queue.runDue();
    const { dead_at, attempts, last_error, lease } = await onlyJob(db);
    assert.deepEqual([dead_at, attempts, last_error, lease], [clock.at, 1, 'there is no such mailbox', null]);
  });

  guarantee('the removal of a file is tried for ever', async (t) => {
    const { db, clock } = await prepare(t, kind);
    let run = refuse as () => Promise<undefined>;
    const removing = { concurrency: 1, isLocal: false, neverGivenUp: true, run: () => run() };
    const queue = openQueue(db, { 'remove-file': removing }, clock);
    await enqueueJobs(db, queue, 'remove-file', { name: 'avatars/x' });
    for (let day = 0; day < 40; day += 1) {
      await queue.runDue();
      clock.at += 24 * hourMs;
    }
    const { dead_at, attempts } = await onlyJob(db);
    assert.deepEqual([dead_at, attempts], [null, 40]);
    run = async () => undefined;
    await queue.runDue();
    assert.deepEqual(await listJobs(db), []);
  });

  guarantee(
    'a run that was cut off is repeated with the same key when its lease runs out, and keeps nothing itself',
    async (t) => {
      const { db, openAgain, clock } = await prepare(t, kind);
      const cutOff = Promise.withResolvers<void>();
      const keys: string[] = [];
      const keep = (who: string, wait: Promise<void>) =>
        pushes(async (_payload, { key }) => {
          keys.push(key);
          await wait;
          return { settle: (tx) => noteKept(tx, who).then(() => undefined) };
        });
      const first = openQueue(db, { push: keep('first', cutOff.promise) }, clock);
      const second = openQueue(openAgain(), { push: keep('second', Promise.resolve()) }, clock);
      await enqueueJobs(db, first, 'push', target);
      const unfinished = first.runDue();
      await until(() => keys.length === 1);
      clock.at += minuteMs - 1;
      await second.runDue();
      assert.equal(keys.length, 1, 'the lease holds');
      clock.at += 1;
      await second.runDue();
      assert.equal(keys[0], keys[1]);
      cutOff.resolve();
      await unfinished;
      assert.deepEqual([await listKept(db), await listJobs(db)], [['second'], []]);
    },
  );

  guarantee('while it is being done its lease is extended; whoever lost it all the same is told', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { db, openAgain, clock } = await prepare(t, kind);
    const signals: AbortSignal[] = [];
    const longRun = pushes(async (_payload, { signal }) => {
      signals.push(signal);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('told to end');
    });
    const first = openQueue(db, { push: longRun }, clock);
    await enqueueJobs(db, first, 'push', target);
    const running = first.runDue();
    await until(() => signals.length === 1);
    const claimedUntil = (await onlyJob(db)).run_at;
    clock.at += 20_000;
    t.mock.timers.tick(20_000);
    while ((await onlyJob(db)).run_at !== claimedUntil + 20_000) await nextTurn();
    clock.at += 2 * minuteMs;
    const second = openQueue(openAgain(), { push: pushes(async () => undefined) }, clock);
    await second.runDue();
    assert.equal(signals[0]?.aborted, false);
    t.mock.timers.tick(20_000);
    await running;
    assert.deepEqual([signals[0]?.aborted, await listJobs(db)], [true, []]);
  });

  guarantee('what a run leaves to be kept is kept with the end of the job or not at all', async (t) => {
    const { db, clock } = await prepare(t, kind);
    let settling = refuse as () => Promise<unknown>;
    const keep = pushes(async () => ({
      settle: async (tx) => {
        await noteKept(tx, 'once');
        await settling();
      },
    }));
    const queue = openQueue(db, { push: keep }, clock);
    await enqueueJobs(db, queue, 'push', target);
    await assert.rejects(queue.runDue(), /the provider refuses/);
    assert.deepEqual([(await listJobs(db)).length, await listKept(db)], [1, []]);
    settling = async () => undefined;
    clock.at += minuteMs;
    await queue.runDue();
    assert.deepEqual([await listJobs(db), await listKept(db)], [[], ['once']]);
  });

  guarantee('what fails in the queue is told before more is taken, however much there is to do', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const runs: number[] = [];
    const first = pushes(async ({ pushId }) => {
      runs.push(pushId);
      return { settle: pushId === 0 ? refuse : async () => undefined };
    });
    const queue = openQueue(db, { push: first }, clock);
    await enqueueJobs(db, queue, 'push', ...[0, 1, 2].map((pushId) => ({ ...target, pushId })));
    await assert.rejects(queue.runDue(), /the provider refuses/);
    assert.deepEqual(runs, [0]);
    await queue.runDue();
    assert.deepEqual(runs, [0, 1, 2]);
  });

  guarantee('one whose end could not be kept while the database was locked is not done again', async (t) => {
    const { db, clock } = await prepare(t, kind);
    let runs = 0;
    let refusals = 2;
    const keep = pushes(async () => {
      runs += 1;
      return {
        settle: async (tx) => {
          await noteKept(tx, 'once');
          refusals -= 1;
          if (refusals >= 0) throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
        },
      };
    });
    const queue = openQueue(db, { push: keep }, clock);
    await enqueueJobs(db, queue, 'push', target);
    await queue.runDue();
    assert.deepEqual([runs, await listJobs(db), await listKept(db)], [1, [], ['once']]);
  });

  guarantee('what could not be done of it is left for later, under the same key, and the rest is kept', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const runs: Array<{ deviceIds: number[]; key: string }> = [];
    const byHalves = pushes(async ({ pushId, deviceIds }, { key }) => {
      runs.push({ deviceIds, key });
      const [first, ...others] = deviceIds;
      const settle = (tx: Database) => noteKept(tx, `device ${first}`).then(() => undefined);
      return { settle, ...(others.length > 0 && { left: { payload: { pushId, deviceIds: others }, reason: 'busy' } }) };
    });
    const queue = openQueue(db, { push: byHalves }, clock);
    await enqueueJobs(db, queue, 'push', { pushId: 1, deviceIds: [5, 6] });
    await queue.runDue();
    const waiting = await onlyJob(db);
    assert.deepEqual([waiting.last_error, waiting.lease, waiting.attempts], ['busy', null, 1]);
    clock.at = waiting.run_at;
    await queue.runDue();
    assert.deepEqual(
      runs.map(({ deviceIds }) => deviceIds),
      [[5, 6], [6]],
    );
    assert.equal(runs[0]?.key, runs[1]?.key);
    assert.deepEqual([await listKept(db), await listJobs(db)], [['device 5', 'device 6'], []]);
  });

  guarantee('stopping finishes what is in flight and starts no other, whoever asks', async (t) => {
    const { db, clock } = await prepare(t, kind);
    const flight = Promise.withResolvers<undefined>();
    let runs = 0;
    const held = pushes(() => {
      runs += 1;
      return flight.promise;
    });
    const queue = openQueue(db, { push: held }, clock);
    await enqueueJobs(db, queue, 'push', target, target, target);
    const running = queue.runDue();
    await until(() => runs === 1);
    const stopped = queue.stop();
    flight.resolve(undefined);
    await Promise.all([stopped, running]);
    await queue.wake();
    await queue.runDue();
    assert.deepEqual([runs, (await listJobs(db)).length], [1, 2]);
  });

  guarantee(
    'stopping waits for what is in flight even where the queue could not look for more meanwhile',
    async (t) => {
      const { db, clock } = await prepare(t, kind);
      const flight = Promise.withResolvers<undefined>();
      let runs = 0;
      const held = pushes(() => {
        runs += 1;
        return flight.promise;
      }, 2);
      const queue = openQueue(db, { push: held }, clock);
      await enqueueJobs(db, queue, 'push', target);
      const running = queue.runDue();
      await until(() => runs === 1);
      await enqueueJobs(db, queue, 'push', target);
      await sql`alter table jobs rename column lease to hidden`.execute(db);
      const failed = assert.rejects(running);
      await queue.wake();
      await failed;
      await sql`alter table jobs rename column hidden to lease`.execute(db);
      const ended: string[] = [];
      const stopped = queue.stop().then(() => ended.push('stop'));
      setImmediate(() => {
        ended.push('flight');
        flight.resolve(undefined);
      });
      await stopped;
      assert.deepEqual([ended, (await listJobs(db)).length], [['flight', 'stop'], 1]);
    },
  );

  guarantee(
    'one that does not end in time when the server stops is handed back, due at once and not counted',
    async (t) => {
      const { db, clock } = await prepare(t, kind);
      let runs = 0;
      const stubborn = pushes(async (_payload, { signal }) => {
        runs += 1;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw new Error('told to end');
      });
      const queue = openQueue(db, { push: stubborn }, clock);
      await enqueueJobs(db, queue, 'push', target);
      const running = queue.runDue();
      await until(() => runs === 1);
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const stopped = queue.stop();
      t.mock.timers.tick(8_000);
      await Promise.all([stopped, running]);
      const { lease, run_at, attempts, dead_at } = await onlyJob(db);
      assert.deepEqual([lease, run_at, attempts, dead_at], [null, clock.at, 0, null]);
    },
  );
}
