import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError, invalidFields, requireFound } from '../errors.ts';
import type { Gauge } from '../gauges/gauges.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import {
  countJobs,
  deleteDead,
  findJob,
  hastenJob,
  type JobPosition,
  listDead,
  listDeadUntil,
  listRunning,
  listWaiting,
  removeJob,
  replayDead,
} from './administration.store.ts';
import type { JobHandlers, JobKind } from './job-kinds.ts';
import type { Job } from './jobs.store.ts';
import type { Jobs } from './jobs.ts';
import { createJobReader, type JobReader, type JobView } from './reading.ts';

export type { JobPosition } from './administration.store.ts';
export type { JobView } from './reading.ts';

/** The lists of the queue: given up; waiting, whether due or for its next try; being done. */
export type JobList = 'dead' | 'waiting' | 'running';

/** How many jobs of a kind are in each state: each count ends at 999. */
export interface JobCounts {
  kind: JobKind;
  /** Due and retrying together. */
  waiting: Gauge;
  /** Their time has come, and nobody does them yet. */
  due: Gauge;
  /** They failed, and wait for their next try. */
  retrying: Gauge;
  running: Gauge;
  dead: Gauge;
}

/** What became of the dead jobs of a kind: `unreadable` ones stay dead. */
export interface Replayed {
  replayed: number;
  unreadable: number;
}

/** What operators see of the queue and do to it. What a job carries is never told. */
export interface JobAdministration {
  kinds: readonly string[];
  /** Every kind; costs some milliseconds, however many jobs there are. */
  count(): Promise<JobCounts[]>;
  /** Dead ones the last first, waiting ones the next first, running ones the newest first; of one kind or of all. */
  list(
    list: JobList,
    page: { kind?: string | undefined; after?: JobPosition | undefined; limit: number },
  ): Promise<JobView[]>;
  /** Throws `job.not_found`: a job that was done is gone. */
  get(id: number): Promise<JobView>;
  /**
   * Has a dead job done after all, as if it had never been tried, or removes it where nothing is left to be done; what
   * is told to vendors as its key stays. Throws `job.not_found`, `job.not_dead`, `job.unreadable` (its root key is gone).
   */
  replay(id: number, by: Actor): Promise<JobView>;
  /** The same with every job of a kind that is dead by now, in steps: what was done stays done if it is broken off. */
  replayAll(kind: string, by: Actor): Promise<Replayed>;
  /** Removes a dead job, for good. Throws `job.not_found`, `job.not_dead`. */
  discard(id: number, by: Actor): Promise<void>;
  /** Tries a job now that waits for its next try. Throws `job.not_found`, `job.not_waiting` (dead, or being done). */
  hasten(id: number, by: Actor): Promise<JobView>;
}

const most = 1_000;
const stepSize = 200;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
  handlers: JobHandlers;
  jobs: Pick<Jobs, 'wake'>;
}

/** The operators' side of the queue: each change is one conditional statement, so that none meets a worker's. */
export function createJobAdministration(deps: Deps): JobAdministration {
  const { db, clock, audit, handlers, jobs } = deps;
  const kinds = Object.keys(handlers) as JobKind[];
  const reader = createJobReader(deps);
  const view = (job: Job): JobView => reader.view(job, clock.now());
  const replayStep = createReplayStep(deps);

  async function whyNot(tx: Tx, id: number, code: 'job.not_dead' | 'job.not_waiting'): Promise<DomainError> {
    return new DomainError((await findJob(tx, id)) ? code : 'job.not_found');
  }

  const record = (tx: Tx, by: Actor, done: 'replayed' | 'discarded' | 'hastened', job: Job) =>
    audit.record(tx, {
      ...by,
      action: `job.${done}`,
      target: `job:${job.id}`,
      details: { kind: job.kind, about: view(job).about ?? undefined },
    });

  function listSoonest(asked: readonly JobKind[], page: { after?: JobPosition | undefined; limit: number }) {
    const now = clock.now();
    // Kind by kind, each by its index: there is none for all kinds together, and they are few.
    return Promise.all(asked.map((kind) => listWaiting(db, { ...page, kind, now }))).then((lists) =>
      lists
        .flat()
        .sort((one, other) => one.run_at - other.run_at || one.id - other.id)
        .slice(0, page.limit),
    );
  }

  return {
    kinds,

    async count() {
      const now = clock.now();
      const counted: JobCounts[] = [];
      for (const kind of kinds) {
        const { due, retrying, running, dead } = await countJobs(db, { kind, now, most });
        const waiting = cap(due + retrying);
        counted.push({
          kind,
          waiting,
          due: cap(due),
          retrying: cap(retrying),
          running: cap(running),
          dead: cap(dead),
        });
      }
      return counted;
    },

    async list(list, { kind, ...page }) {
      if (kind !== undefined) requireKind(kinds, kind);
      if (list === 'dead') return (await listDead(db, { ...page, kind })).map(view);
      if (list === 'running') return (await listRunning(db, { ...page, kind, now: clock.now() })).map(view);
      return (await listSoonest(kind === undefined ? kinds : [kind as JobKind], page)).map(view);
    },

    get: async (id) => view(requireFound(await findJob(db, id), 'job.not_found')),

    async replay(id, by) {
      const replayed = await transact(db, async (tx) => {
        const [job] = await replayDead(tx, [id], clock.now());
        if (!job) throw await whyNot(tx, id, 'job.not_dead');
        await revive(tx, reader, job);
        await record(tx, by, 'replayed', job);
        return job;
      });
      await jobs.wake();
      return view(replayed);
    },

    async replayAll(kind, by) {
      requireKind(kinds, kind);
      const sum: Replayed = { replayed: 0, unreadable: 0 };
      const until = clock.now();
      let after: JobPosition | undefined;
      do {
        const step = await replayStep({ kind, until, after }, by);
        sum.replayed += step.replayed;
        sum.unreadable += step.unreadable;
        after = step.next;
        await nextTurn();
      } while (after);
      await jobs.wake();
      return sum;
    },

    discard: (id, by) =>
      transact(db, async (tx) => {
        const job = await deleteDead(tx, id);
        if (!job) throw await whyNot(tx, id, 'job.not_dead');
        await record(tx, by, 'discarded', job);
      }),

    async hasten(id, by) {
      const job = await transact(db, async (tx) => {
        const hastened = await hastenJob(tx, id, clock.now());
        if (!hastened) return requireDue(await findJob(tx, id), clock.now());
        await record(tx, by, 'hastened', hastened);
        return hastened;
      });
      await jobs.wake();
      return view(job);
    },
  };
}

/** One step of many, in one transaction with its own entry of the log. */
function createReplayStep(deps: Deps) {
  const { db, clock, audit } = deps;
  const reader = createJobReader(deps);
  return (
    { kind, until, after }: { kind: string; until: number; after: JobPosition | undefined },
    by: Actor,
  ): Promise<Replayed & { next: JobPosition | undefined }> =>
    transact(db, async (tx) => {
      const found = await listDeadUntil(tx, { kind, until, after, limit: stepSize });
      const readable = found.filter(reader.isReadable).map((job) => job.id);
      const replayed = readable.length > 0 ? await replayDead(tx, readable, clock.now()) : [];
      for (const job of replayed) await revive(tx, reader, job);
      const details = { kind, count: replayed.length };
      if (replayed.length > 0) await audit.record(tx, { ...by, action: 'jobs.replayed', target: 'jobs', details });
      const last = found[stepSize - 1];
      const next = last && { at: last.dead_at ?? until, id: last.id };
      return { replayed: replayed.length, unreadable: found.length - readable.length, next };
    });
}

/** Takes back what the death of a job changed; where nothing is left to be done, the job is done. */
async function revive(tx: Tx, reader: Pick<JobReader, 'revive'>, job: Job): Promise<void> {
  if (!(await reader.revive(tx, job))) await removeJob(tx, job.id);
}

// One is asked for more than is told, so that exactly that many are not taken for more.
const cap = (count: number): Gauge => ({ count: Math.min(count, most - 1), capped: count >= most });

function requireKind(kinds: readonly string[], kind: string): void {
  if (!kinds.includes(kind)) throw invalidFields({ field: 'kind', label: 'kind', rule: '没有这种任务' });
}

/** One whose time has come already needs nothing. */
function requireDue(job: Job | undefined, now: number): Job {
  const found = requireFound(job, 'job.not_found');
  if (found.dead_at !== null || found.run_at > now) throw new DomainError('job.not_waiting');
  return found;
}
