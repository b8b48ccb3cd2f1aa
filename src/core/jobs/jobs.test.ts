import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { openHouse } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { type Database, transact } from '../../db/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import type { JobRun } from './job-kinds.ts';
import { createJobs, type JobPayloads, type Jobs } from './jobs.ts';

const rootKey = 'a root key of more than 32 characters, current';
const mail = { to: 'a@example.com', purpose: 'verify-email', text: 'https://example.com/?token=secret' };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let now = 1_700_000_000_000;
let deliver: () => Promise<void>;
let settling: () => Promise<void>;
let sent: unknown[];
let runs: JobRun[];
let settled: unknown[];
let givenUp: unknown[];
beforeEach(() => {
  deliver = async () => {};
  settling = async () => {};
  sent = [];
  runs = [];
  settled = [];
  givenUp = [];
});

function openJobs(db: Database, { key = rootKey, deliversLocally = true } = {}): Jobs {
  const take = async (payload: unknown): Promise<void> => {
    sent.push(payload);
    await deliver();
  };
  return createJobs({
    db,
    keyring: createKeyring([key]),
    clock: { now: () => now },
    email: { sendCode: async () => {}, sendText: take },
    push: {
      async send(payload, run) {
        runs.push(run);
        await take(payload);
        return async () => {
          await settling();
          settled.push(payload);
        };
      },
      giveUp: async (_tx, target) => {
        givenUp.push(target);
      },
      addressNext: (progress) => async () => {
        settled.push(progress);
      },
    },
    webhooks: { send: async () => undefined, giveUp: async () => {} },
    files: { remove: take } as unknown as Parameters<typeof createJobs>[0]['files'],
    deliversLocally,
    onFailure: () => {},
  });
}

function enqueue<Kind extends keyof JobPayloads>(db: Database, jobs: Jobs, kind: Kind, payload: JobPayloads[Kind]) {
  return transact(db, (tx) => jobs.enqueue(tx, kind, payload));
}

const listJobs = (db: Database) => db.selectFrom('jobs').selectAll().orderBy('id').execute();
const refuse = async (): Promise<void> => {
  throw new Error('the provider refuses');
};

test('jobs: stopping finishes the one in flight and starts no other, whoever asks', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db, { deliversLocally: false });
  for (let count = 0; count < 3; count += 1) await enqueue(db, jobs, 'email', mail);
  const flight = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  deliver = () => {
    begun.resolve();
    return flight.promise;
  };
  await jobs.wake();
  await begun.promise;
  const stopped = jobs.stop();
  flight.resolve();
  await stopped;
  await jobs.wake();
  await jobs.runDue();
  assert.deepEqual([sent.length, (await listJobs(db)).length], [1, 2]);
});

test('jobs: a development command delivers what it enqueued before it ends', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-jobs-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const house = await openHouse(readConfig({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent' }));
  for (let count = 0; count < 3; count += 1) await enqueue(house.database, house.jobs, 'email', mail);
  await house.jobs.wake();
  await house.close();
  assert.equal(readFileSync(join(dataDir, 'outbox.jsonl'), 'utf8').split('\n').filter(Boolean).length, 3);
});

test('jobs: retries double from 2 s to 15 min, at whole milliseconds, until the job is 24 hours old', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db);
  deliver = refuse;
  await enqueue(db, jobs, 'push', { pushId: 1, deviceId: 2 });
  const bornAt = now;
  for (let longest = 2_000; ; longest = Math.min(longest * 2, 15 * minuteMs)) {
    await jobs.runDue();
    const [job] = await listJobs(db);
    assert.ok(job);
    if (job.dead_at !== null) break;
    const delay = job.run_at - now;
    assert.ok(Number.isInteger(delay) && delay >= longest * 0.75 && delay <= longest, `${delay} of ${longest}`);
    assert.deepEqual(givenUp, []);
    now = job.run_at;
  }
  assert.ok(now - bornAt >= 24 * hourMs && now - bornAt <= 24.25 * hourMs, `dead after ${now - bornAt} ms`);
  assert.deepEqual(givenUp, [{ pushId: 1, deviceId: 2 }]);
  assert.equal((await listJobs(db))[0]?.last_error, 'the provider refuses');
});

test('jobs: the removal of a file is tried for ever', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db);
  deliver = refuse;
  await enqueue(db, jobs, 'remove-file', { name: 'avatars/x' });
  for (let day = 0; day < 40; day += 1) {
    await jobs.runDue();
    now += 24 * hourMs;
  }
  const [waiting] = await listJobs(db);
  assert.deepEqual([waiting?.dead_at, waiting?.attempts], [null, 40]);
  deliver = async () => {};
  await jobs.runDue();
  assert.deepEqual(await listJobs(db), []);
});

test('jobs: what a job carries is sealed at rest, and sent as it was given', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db);
  await enqueue(db, jobs, 'email', mail);
  const [job] = await listJobs(db);
  assert.match(job?.payload ?? '', /^v1\.[0-9a-f]{8}\.[\w-]+$/);
  await jobs.runDue();
  assert.deepEqual(sent, [mail]);
});

test('jobs: one that is sealed under a root key that is gone is dead at once and says why; the next one runs', async (t) => {
  const { db } = await openTestDatabase(t);
  await enqueue(db, openJobs(db, { key: 'another root key of more than 32 characters' }), 'email', mail);
  const jobs = openJobs(db);
  await enqueue(db, jobs, 'email', { ...mail, to: 'b@example.com' });
  await jobs.runDue();
  assert.deepEqual(sent, [{ ...mail, to: 'b@example.com' }]);
  const [dead] = await listJobs(db);
  assert.equal(dead?.dead_at, now);
  assert.match(dead?.last_error ?? '', /cannot be opened.* root key that is not configured/);
});

test('jobs: a run that failed is followed by one that knows how it ended, a run that was cut off by one that is told so', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db);
  await enqueue(db, jobs, 'push', { pushId: 1, deviceId: 2 });
  deliver = refuse;
  await jobs.runDue();
  now = (await listJobs(db))[0]?.run_at ?? 0;
  const cutOff = Promise.withResolvers<void>();
  deliver = () => cutOff.promise;
  const unfinished = jobs.runDue();
  while (runs.length < 2) await new Promise(setImmediate);
  now += 2 * minuteMs;
  deliver = async () => {};
  await openJobs(db).runDue();
  assert.deepEqual(
    runs.map((run) => run.interrupted),
    [false, false, true],
  );
  assert.equal(settled.length, 1);
  cutOff.resolve();
  await unfinished;
  assert.equal(settled.length, 1, 'whoever lost the lease keeps nothing');
  assert.deepEqual(await listJobs(db), []);
});

test('jobs: what a run leaves to be kept is kept with the end of the job or not at all', async (t) => {
  const { db } = await openTestDatabase(t);
  const jobs = openJobs(db);
  await enqueue(db, jobs, 'push', { pushId: 1, deviceId: 2 });
  settling = refuse;
  await assert.rejects(jobs.runDue(), /the provider refuses/);
  assert.equal((await listJobs(db)).length, 1);
  settling = async () => {};
  now += 2 * minuteMs;
  await jobs.runDue();
  assert.deepEqual(runs.at(-1), { interrupted: true });
  assert.deepEqual([settled.length, (await listJobs(db)).length], [1, 0]);
});
