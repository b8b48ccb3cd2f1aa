import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CompiledQuery, type CompiledQuery as Query, sql } from 'kysely';
import { execute } from '../../../test/support/audit-guards.ts';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { isPostgresRun, testOnSqlite } from '../../../test/support/tested-database.ts';
import { refuse } from '../../../test/support/triggers.ts';
import { type Database, transact } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createJobAdministration, type JobAdministration } from './administration.ts';
import type { JobHandlers, PushTargets } from './job-kinds.ts';
import { createJobs, type Jobs } from './jobs.ts';

const rootKey = 'a root key of more than 32 characters, current';
const by = { actor: 'account:1', address: '203.0.113.9' };
const hourMs = 3_600_000;
const link = 'https://example.com/?token=secret';

let now = 1_700_000_000_000;
let run: () => Promise<void>;
let done: string[];
let revived: PushTargets[];
beforeEach(() => {
  run = async () => {};
  done = [];
  revived = [];
});

interface Queue {
  db: Database;
  jobs: Jobs;
  administration: JobAdministration;
}

/** The queue and its administration over a database, as the house wires them; `wakes` says whether a change starts what is due. */
function openQueue(db: Database, { key = rootKey, wakes = false } = {}): Queue {
  const record = async (what: string) => {
    done.push(what);
    await run();
  };
  const handlers: JobHandlers = {
    email: {
      concurrency: 4,
      isLocal: false,
      async run({ to }) {
        await record(to);
        return undefined;
      },
      about: ({ purpose }) => `mail:${purpose}`,
    },
    push: {
      concurrency: 4,
      isLocal: false,
      async run({ pushId }) {
        await record(`push ${pushId}`);
        return {};
      },
      revive: async (_tx, payload) => revived.push(payload) > 0,
      about: ({ pushId }) => `push:${pushId}`,
    },
    'push-devices': { concurrency: 1, isLocal: false, run: async () => undefined },
    'forgotten-password': { concurrency: 1, isLocal: false, run: async () => undefined },
    webhook: { concurrency: 1, isLocal: false, run: async () => undefined },
    'remove-file': { concurrency: 1, isLocal: false, run: async () => undefined },
  };
  const clock = { now: () => now };
  const keyring = createKeyring([key]);
  const jobs = createJobs({ db, keyring, clock, handlers, onFailure: () => {} });
  const audit = createTestAudit(db, clock);
  const wake = wakes ? jobs.wake : async () => {};
  return { db, jobs, administration: createJobAdministration({ db, keyring, clock, audit, handlers, jobs: { wake } }) };
}

const mailTo = (to: string) => ({ to, purpose: 'reset-password', handle: null, hours: 1, link }) as const;
const enqueueMails = ({ db, jobs }: Queue, ...to: string[]) =>
  transact(db, (tx) => jobs.enqueue(tx, 'email', ...to.map(mailTo)));
const enqueuePushes = ({ db, jobs }: Queue, ...pushIds: number[]) =>
  transact(db, (tx) => jobs.enqueue(tx, 'push', ...pushIds.map((pushId) => ({ pushId, deviceIds: [1, 2] }))));

/** What waits is given up, as if it had been tried for a day. */
async function killAll({ db }: Queue): Promise<void> {
  const dead = { dead_at: now, attempts: 97, last_error: 'the provider refuses', retry_since: now - 24 * hourMs };
  await db.updateTable('jobs').set(dead).where('dead_at', 'is', null).execute();
}

/** Until nothing is due, nor in flight. */
async function finish({ jobs }: Queue): Promise<void> {
  await jobs.runDue();
  await jobs.stop();
}

const listJobs = ({ db }: Queue) => db.selectFrom('jobs').selectAll().orderBy('id').execute();
const readAudit = ({ db }: Queue) =>
  db.selectFrom('audit_log').select(['actor', 'address', 'action', 'target', 'details']).orderBy('id').execute();
const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'done' : (result.reason as DomainError).code;

test('job administration: a replayed job is done under the key that it had, and its kind takes back what its death changed', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  await enqueuePushes(queue, 12);
  await killAll(queue);
  const [dead] = await listJobs(queue);
  assert.ok(dead);
  now += hourMs;
  const view = await queue.administration.replay(dead.id, by);
  assert.deepEqual([view.state, view.attempts, view.diedAt, view.nextRunAt], ['due', 0, null, now]);
  const [replayed] = await listJobs(queue);
  const { key, retry_since, dead_at } = replayed ?? {};
  assert.deepEqual({ key, retry_since, dead_at }, { key: dead.key, retry_since: now, dead_at: null });
  assert.deepEqual(revived, [{ pushId: 12, deviceIds: [1, 2] }]);
  assert.deepEqual(await readAudit(queue), [
    { ...by, action: 'job.replayed', target: `job:${dead.id}`, details: '{"kind":"push","about":"push:12"}' },
  ]);
  await queue.jobs.runDue();
  assert.deepEqual([done, await listJobs(queue)], [['push 12'], []]);
});

test('job administration: one that died unopened, and is replayed with its root key back, takes back nothing that its death never changed', async (t) => {
  const { db } = await openTestDatabase(t);
  const queue = openQueue(db);
  await enqueuePushes(queue, 12);
  await openQueue(db, { key: 'another root key of more than 32 characters' }).jobs.runDue();
  const [dead] = await queue.administration.list('dead', { limit: 10 });
  assert.match(dead?.reason ?? '', /cannot be opened/);
  await queue.administration.replay(dead?.id ?? 0, by);
  await queue.jobs.runDue();
  assert.deepEqual([done, revived], [['push 12'], []]);
});

test('job administration: what cannot be recorded in the audit log is not done', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  await enqueuePushes(queue, 12);
  await killAll(queue);
  const before = await listJobs(queue);
  const id = before[0]?.id ?? 0;
  await refuse(queue.db, 'insert on audit_log');
  for (const act of [
    () => queue.administration.replay(id, by),
    () => queue.administration.discard(id, by),
    () => queue.administration.replayAll('push', by),
  ]) {
    await assert.rejects(act, /refused/);
  }
  assert.deepEqual(await listJobs(queue), before);
});

test('job administration: one that is being done, waits or was done already is not touched', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  const { administration } = queue;
  await enqueueMails(queue, 'a@example.com');
  const id = (await listJobs(queue))[0]?.id ?? 0;
  const flight = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  run = () => {
    begun.resolve();
    return flight.promise;
  };
  const running = queue.jobs.runDue();
  await begun.promise;
  const before = await listJobs(queue);
  assert.equal((await administration.get(id)).state, 'running');
  for (const act of [administration.replay, administration.discard]) {
    await assert.rejects(act(id, by), new DomainError('job.not_dead'));
  }
  await assert.rejects(administration.hasten(id, by), new DomainError('job.not_waiting'));
  assert.deepEqual(await administration.replayAll('email', by), { replayed: 0, unreadable: 0 });
  assert.deepEqual(await listJobs(queue), before);
  flight.resolve();
  await running;
  for (const act of [administration.replay, administration.discard, administration.hasten, administration.get]) {
    await assert.rejects(act(id, by), new DomainError('job.not_found'));
  }
  assert.deepEqual(await readAudit(queue), []);
});

test('job administration: of 100 operators who replay a job at once one does, and it is done once beside its worker', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db, { wakes: true });
  await enqueuePushes(queue, 7);
  await killAll(queue);
  const id = (await listJobs(queue))[0]?.id ?? 0;
  const operators = Array.from({ length: 100 }, () => queue.administration.replay(id, by));
  const worker = queue.jobs.runDue();
  const codes = (await Promise.allSettled(operators)).map(codeOf);
  await worker;
  await finish(queue);
  assert.equal(codes.filter((code) => code === 'done').length, 1);
  assert.ok(codes.every((code) => ['done', 'job.not_dead', 'job.not_found'].includes(code)));
  assert.deepEqual([done, revived.length, await listJobs(queue)], [['push 7'], 1, []]);
  assert.equal((await readAudit(queue)).length, 1);
});

test('job administration: of 100 who replay and discard jobs at once, one or all of a kind, each job meets one; workers beside them lose none', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db, { wakes: true });
  const people = Array.from({ length: 50 }, (_, n) => `person-${n}@example.com`);
  await enqueueMails(queue, ...people);
  await killAll(queue);
  const ids = (await listJobs(queue)).map(({ id }) => id);
  const [replays, discards] = [queue.administration.replay, queue.administration.discard].map((act) =>
    Promise.allSettled(ids.map((id) => act(id, by))),
  );
  const all = [queue.administration.replayAll('email', by), queue.administration.replayAll('email', by)];
  const workers = Array.from({ length: 10 }, () => queue.jobs.runDue());
  const discarded = ((await discards) ?? []).filter((result) => result.status === 'fulfilled').length;
  const replayed = ((await replays) ?? []).filter((result) => result.status === 'fulfilled').length;
  const replayedByKind = (await Promise.all(all)).reduce((sum, each) => sum + each.replayed, 0);
  await Promise.all(workers);
  await finish(queue);
  assert.equal(replayed + replayedByKind + discarded, people.length);
  assert.equal(done.length, people.length - discarded);
  assert.equal(new Set(done).size, done.length);
  assert.deepEqual(await listJobs(queue), []);
});

test('job administration: of 100 who try a waiting job now, with a worker beside them, none makes it run twice', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db, { wakes: true });
  await enqueueMails(queue, 'a@example.com');
  const id = (await listJobs(queue))[0]?.id ?? 0;
  await queue.db
    .updateTable('jobs')
    .set({ run_at: now + hourMs, attempts: 9, last_error: 'refused' })
    .execute();
  assert.equal((await queue.administration.get(id)).state, 'retrying');
  const results = Array.from({ length: 100 }, () => queue.administration.hasten(id, by));
  const codes = (await Promise.allSettled(results)).map(codeOf);
  await finish(queue);
  assert.ok(codes.includes('done'));
  assert.ok(codes.every((code) => ['done', 'job.not_waiting', 'job.not_found'].includes(code)));
  assert.deepEqual([done, await listJobs(queue)], [['a@example.com'], []]);
  assert.deepEqual(
    (await readAudit(queue)).map(({ action }) => action),
    ['job.hastened'],
  );
});

test('job administration: all dead jobs of a kind are replayed step by step, each once; those of others, and those that cannot be opened, stay', async (t) => {
  const { db } = await openTestDatabase(t);
  const queue = openQueue(db);
  await enqueueMails(openQueue(db, { key: 'another root key of more than 32 characters' }), 'lost@example.com');
  await enqueueMails(queue, ...Array.from({ length: 450 }, (_, n) => `${n}@example.com`));
  await enqueuePushes(queue, 1);
  await killAll(queue);
  assert.deepEqual(await queue.administration.replayAll('email', by), { replayed: 450, unreadable: 1 });
  assert.deepEqual(
    (await readAudit(queue)).map(({ action, target, details }) => [action, target, JSON.parse(details)]),
    [199, 200, 51].map((count) => ['jobs.replayed', 'jobs', { kind: 'email', count }]),
  );
  await queue.jobs.runDue();
  assert.equal(new Set(done).size, 450);
  const left = await queue.administration.list('dead', { limit: 10 });
  assert.deepEqual(
    left.map(({ kind, about, readable }) => [kind, about, readable]),
    [
      ['push', 'push:1', true],
      ['email', null, false],
    ],
  );
  const lost = left[1]?.id ?? 0;
  await assert.rejects(queue.administration.replay(lost, by), new DomainError('job.unreadable'));
  assert.equal((await queue.administration.get(lost)).state, 'dead');
  await queue.administration.discard(lost, by);
  await assert.rejects(queue.administration.replayAll('toString', by), { code: 'request.invalid_fields' });
});

const dies = `update jobs set dead_at = ${now + 1} where id = new.id;`;
const dyingOnSqlite = [`create trigger dies after update on jobs when new.dead_at is null begin ${dies} end`];
const dyingOnPostgres = [
  `create function dies() returns trigger language plpgsql as $$ begin ${dies} return new; end $$`,
  'create trigger dies after update on jobs for each row when (new.dead_at is null) execute function dies()',
];

test('job administration: what fails again while all are replayed is not replayed over and over', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  await enqueueMails(queue, ...Array.from({ length: 200 }, (_, n) => `${n}@example.com`));
  await killAll(queue);
  await execute(queue.db, isPostgresRun ? dyingOnPostgres : dyingOnSqlite);
  assert.deepEqual(await queue.administration.replayAll('email', by), { replayed: 200, unreadable: 0 });
});

test('job administration: lists go on page by page, each job once and in order, of one kind and of all', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  await enqueueMails(queue, ...Array.from({ length: 10 }, (_, n) => `${n}@example.com`));
  await enqueuePushes(queue, 1, 2, 3, 4, 5, 6);
  // Some due, some that wait for their next try, two that are being done, some given up at the same moment.
  await sql`update jobs set run_at = cast(${now} as bigint) + (id % 4) * 60000`.execute(queue.db);
  await sql`update jobs set lease = 'x', run_at = cast(${now} as bigint) + 60000 where id in (1, 12)`.execute(queue.db);
  await sql`update jobs set dead_at = cast(${now} as bigint) - id % 2 where id in (4, 5, 6, 7, 13, 14, 15)`.execute(
    queue.db,
  );
  const read = async (list: 'dead' | 'waiting' | 'running', kind?: string) => {
    const found: number[] = [];
    for (let after: { at: number; id: number } | undefined; ; ) {
      const page = await queue.administration.list(list, { kind, after, limit: 2 });
      found.push(...page.map(({ id }) => id));
      const last = page[1];
      if (!last) return found;
      after = { at: last.diedAt ?? last.nextRunAt ?? 0, id: last.id };
    }
  };
  assert.deepEqual(await read('dead'), [14, 6, 4, 15, 13, 7, 5]);
  assert.deepEqual(await read('dead', 'push'), [14, 15, 13]);
  assert.deepEqual(await read('waiting'), [8, 16, 9, 2, 10, 3, 11]);
  assert.deepEqual(await read('waiting', 'email'), [8, 9, 2, 10, 3]);
  assert.deepEqual(await read('running'), [12, 1]);
  assert.deepEqual(await read('running', 'email'), [1]);
});

test('job administration: each kind is counted by state, up to 999 and a plus; a lease that ran out is due', async (t) => {
  const queue = openQueue((await openTestDatabase(t)).db);
  await enqueueMails(queue, ...Array.from({ length: 1000 }, (_, n) => `${n}@example.com`));
  await enqueuePushes(queue, 1, 2, 3, 4, 5, 6);
  const exactly = (count: number) => ({ count, capped: false });
  await sql`update jobs set run_at = ${now + 1} where id = 1001`.execute(queue.db);
  await sql`update jobs set run_at = ${now + 1}, lease = 'x' where id = 1002`.execute(queue.db);
  await sql`update jobs set run_at = ${now - 1}, lease = 'x' where id = 1003`.execute(queue.db);
  await sql`update jobs set dead_at = ${now} where id in (1004, 1005)`.execute(queue.db);
  const [email, push] = await queue.administration.count();
  assert.deepEqual(email, {
    kind: 'email',
    waiting: { count: 999, capped: true },
    due: { count: 999, capped: true },
    retrying: exactly(0),
    running: exactly(0),
    dead: exactly(0),
  });
  assert.deepEqual(push, {
    kind: 'push',
    waiting: exactly(3),
    due: exactly(2),
    retrying: exactly(1),
    running: exactly(1),
    dead: exactly(2),
  });
});

testOnSqlite(
  'job administration: however many jobs there are, counts and pages find theirs by an index and sort nothing but what is being done',
  async (t) => {
    const { db } = await openTestDatabase(t);
    const asked: Query[] = [];
    const watched = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => result,
    });
    const executor = watched.getExecutor();
    const compile = executor.compileQuery.bind(executor);
    executor.compileQuery = (...given) => {
      const query = compile(...given);
      asked.push(query);
      return query as never;
    };
    const { administration } = openQueue(watched);
    const after = { at: now, id: 7 };
    await administration.count();
    for (const list of ['dead', 'waiting', 'running'] as const) {
      for (const kind of [undefined, 'email']) await administration.list(list, { kind, after, limit: 51 });
    }
    assert.ok(asked.length > 16);
    for (const query of asked) {
      const explained = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
      const { rows } = await db.executeQuery<{ detail: string }>(explained);
      const plan = rows.map(({ detail }) => detail).filter((detail) => /jobs/.test(detail));
      assert.ok(
        plan.length > 0 && plan.every((detail) => /USING (COVERING )?INDEX jobs_/.test(detail)),
        `${query.sql}: ${plan}`,
      );
      const sorts = rows.some(({ detail }) => /TEMP B-TREE/.test(detail));
      assert.ok(!sorts || plan.every((detail) => /jobs_leased/.test(detail)), `${query.sql}: ${plan}`);
    }
  },
);
