import { setTimeout as delay } from 'node:timers/promises';
import { type Database, type Tx, transact } from '../../db/database.ts';
import { asDomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { type Origin, runFor } from '../origin.ts';
import type { Clock } from '../ports.ts';
import { DeadJobError, type Enqueue, type JobEnd, type JobHandler, type JobHandlers } from './job-kinds.ts';
import { deleteJob, type LeasedJob, releaseJob } from './jobs.store.ts';
import { keepLease } from './lease.ts';
import { type JobContent, openContent, sealPayload, unopened } from './payloads.ts';
import { maskReason } from './reasons.ts';

/** Which job failed. */
export interface JobFailure {
  id: number;
  kind: string;
  attempts: number;
}

/** How a run ended: done; a part is left for later; to be tried again; given up; broken off by the server's stop. */
export type JobOutcome = 'done' | 'left' | 'failed' | 'dead' | 'handed-back';

/** Is told of each run. */
export interface JobWatch {
  /** What the run is done for: what the job is done for, or a part of it. */
  begin(kind: string, origin: Origin | undefined): Origin | undefined;
  /** When it has ended and what came of it is kept. */
  end(run: { kind: string; outcome: JobOutcome; startedAt: number; origin: Origin | undefined }): void;
}

const firstRetryMs = 2_000;
const longestRetryMs = 15 * 60_000;
const giveUpAfterMs = 24 * 3_600_000;
const longestReason = 500;
// What is left out by masking makes room for a little more; a vendor may say megabytes.
const longestMasked = 4 * longestReason;
/** Together with what each try may wait for another process's write they end before the lease does. */
const pausesOfEndMs = [250, 1_000, 4_000, 8_000];

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  handlers: JobHandlers;
  enqueue: Enqueue;
  /** Fires when the server has waited long enough for what is in flight. */
  stopping: AbortSignal;
  onFailure(job: JobFailure, error: unknown): void;
  watch?: JobWatch;
}

/**
 * What happens between a job's claim and its end. The answered function rejects where the end could not be kept: then
 * the job is repeated when its lease runs out.
 */
export function createRunner(deps: Deps): (job: LeasedJob) => Promise<void> {
  const { db, keyring, clock, handlers, enqueue, stopping, onFailure, watch } = deps;

  const isTooOld = (job: LeasedJob, handler: JobHandler<unknown>): boolean =>
    clock.now() - job.retry_since >= giveUpAfterMs && !handler.neverGivenUp;

  /** Where the lease was lost, what is to be kept belongs to the claimant that has the job now. */
  function finish(job: LeasedJob, handler: JobHandler<unknown>, { settle, left }: JobEnd<unknown> = {}): Promise<void> {
    return transact(db, async (tx) => {
      const isLast = isTooOld(job, handler);
      const isOurs = left ? await leave(tx, job, left, isLast) : await deleteJob(tx, job);
      if (!isOurs) return;
      await settle?.(tx, enqueue);
      if (left && isLast) await handler.giveUp?.(tx, left.payload);
    });
  }

  /** What was done outside is not done again only because the database was locked, or its disk full, for a moment. */
  async function keepEnd(
    job: LeasedJob,
    handler: JobHandler<unknown>,
    end: JobEnd<unknown> | undefined,
  ): Promise<void> {
    for (const pauseMs of pausesOfEndMs) {
      try {
        return await finish(job, handler, end);
      } catch (error) {
        if (stopping.aborted || asDomainError(error).code !== 'database.unavailable') throw error;
      }
      await delay(pauseMs, undefined, { signal: stopping });
    }
    return finish(job, handler, end);
  }

  function leave(
    tx: Tx,
    job: LeasedJob,
    left: NonNullable<JobEnd<unknown>['left']>,
    isLast: boolean,
  ): Promise<boolean> {
    return releaseJob(tx, job, {
      payload: sealPayload(keyring, job.kind, left.payload),
      ...(isLast ? { dead_at: clock.now() } : { run_at: clock.now() + retryDelayMs(job.attempts) }),
      last_error: keptReason(left.reason),
    });
  }

  function giveUp(job: LeasedJob, reason: string, last?: (tx: Tx) => Promise<void>): Promise<void> {
    return transact(db, async (tx) => {
      const isDead = await releaseJob(tx, job, { dead_at: clock.now(), last_error: keptReason(reason) });
      if (isDead) await last?.(tx);
    });
  }

  async function retryOrGiveUp(
    job: LeasedJob,
    handler: JobHandler<unknown>,
    payload: unknown,
    error: unknown,
  ): Promise<JobOutcome> {
    const now = clock.now();
    const reason = reasonOf(error);
    if (isTooOld(job, handler) || error instanceof DeadJobError) {
      await giveUp(job, reason, (tx) => handler.giveUp?.(tx, payload) ?? done);
      return 'dead';
    }
    await releaseJob(db, job, { run_at: now + retryDelayMs(job.attempts), last_error: keptReason(reason) });
    return 'failed';
  }

  /** The server stops: whoever comes next does it at once, and the run that was broken off does not count. */
  async function handBack(job: LeasedJob): Promise<JobOutcome> {
    await releaseJob(db, job, { run_at: clock.now(), attempts: job.attempts - 1 });
    return 'handed-back';
  }

  async function run(job: LeasedJob, handler: JobHandler<unknown>, payload: unknown): Promise<JobOutcome> {
    const lost = new AbortController();
    const release = keepLease({ db, clock, job, onLost: () => lost.abort() });
    let end: JobEnd<unknown> | undefined;
    try {
      end = await handler.run(payload, { key: job.key, signal: AbortSignal.any([stopping, lost.signal]) });
    } catch (error) {
      release();
      if (stopping.aborted) return handBack(job);
      onFailure(job, error);
      return retryOrGiveUp(job, handler, payload, error);
    }
    await keepEnd(job, handler, end).finally(release);
    return end?.left ? 'left' : 'done';
  }

  async function open(job: LeasedJob): Promise<JobContent | undefined> {
    try {
      return openContent(keyring, job.kind, job.payload);
    } catch (error) {
      onFailure(job, error);
      await giveUp(job, `${unopened}: ${reasonOf(error)}`);
      return undefined;
    }
  }

  return async (job) => {
    const { kind } = job;
    const startedAt = performance.now();
    const opened = await open(job);
    const origin = watch ? watch.begin(kind, opened?.origin) : opened?.origin;
    if (!opened) return watch?.end({ kind, outcome: 'dead', startedAt, origin });
    const handler = handlers[kind as keyof JobHandlers] as JobHandler<unknown>;
    await runFor(origin, async () => {
      const outcome = await run(job, handler, opened.payload);
      watch?.end({ kind, outcome, startedAt, origin });
    });
  };
}

const done = Promise.resolve();

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * As it is kept: a vendor may repeat what it was sent, and in a mail that is a link which works for an hour yet. Backups hold
 * it, too, and the payload beside it is sealed.
 */
const keptReason = (reason: string): string => maskReason(reason.slice(0, longestMasked)).slice(0, longestReason);

/** Doubles from 2 s to 15 min, less up to a quarter, so that a recovering provider is not met by everybody at once. */
function retryDelayMs(attempts: number): number {
  const delayMs = Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
  return Math.round(delayMs * (1 - Math.random() / 4));
}
