import type { Database } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { runFor } from '../origin.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Enqueue, JobHandlers, JobKind } from './job-kinds.ts';
import { insertJobs, listDueKinds } from './jobs.store.ts';
import { sealPayload } from './payloads.ts';
import { createRunner, type JobFailure, type JobWatch } from './runner.ts';
import { createWorker, type Worker } from './worker.ts';

export type { JobPayloads } from './job-kinds.ts';

/** The queue of side effects: each is done at least once, by one process at a time. */
export interface Jobs {
  enqueue: Enqueue;
  /**
   * To be called after the transaction that enqueued: starts what is due. Resolves at once, save where a kind of job
   * only writes to this machine: then when those are done, so that the caller's answer comes after them (R12).
   */
  wake(): Promise<void>;
  /** Does all jobs that are due; resolves when none is left, and rejects where one could not be taken or ended. */
  runDue(): Promise<void>;
  /** Does due jobs every second until `stop`. */
  start(): void;
  /**
   * Claims no more, whoever asks, and waits for those in flight: for 8 s, then their signals fire, and what does not end
   * within another second is repeated when its lease runs out. The rest waits in the table.
   */
  stop(): Promise<void>;
}

const keyLength = 22;
const pollMs = 1_000;
const drainMs = 8_000;
const abortedMs = 1_000;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  handlers: JobHandlers;
  /** Told of every failed try; with `id` 0 of what failed in the queue itself. */
  onFailure(job: JobFailure, error: unknown): void;
  watch?: JobWatch;
}

/** The part of it that is wanted by those who only cause side effects. */
function createEnqueue({ keyring, clock }: Pick<Deps, 'keyring' | 'clock'>): Enqueue {
  return async (tx, kind, ...payloads) => {
    const jobs = payloads.map((payload) => ({
      kind,
      // Told to vendors that do a repetition once.
      key: randomAlphanumeric(keyLength),
      payload: sealPayload(keyring, kind, payload),
    }));
    if (jobs.length > 0) await insertJobs(tx, jobs, clock.now());
  };
}

/** Side effects as rows of our own, so that both databases enqueue them in the caller's transaction (ADR 0004). */
export function createJobs(deps: Deps): Jobs {
  const { db, clock, handlers, onFailure } = deps;
  const enqueue = createEnqueue(deps);
  const stopping = new AbortController();
  const perform = createRunner({ ...deps, enqueue, stopping: stopping.signal });
  const kinds = Object.keys(handlers) as JobKind[];
  const localKinds = kinds.filter((kind) => handlers[kind].isLocal);
  const workers = Object.fromEntries(
    kinds.map((kind) => [kind, createWorker({ db, clock, kind, concurrency: handlers[kind].concurrency, perform })]),
  ) as Record<JobKind, Worker>;
  let timer: NodeJS.Timeout | undefined;
  let stopped: Promise<void> | undefined;

  async function runKinds(asked: readonly JobKind[]): Promise<void> {
    for (;;) {
      const due = await listDueKinds(db, asked, clock.now());
      // What is being done already is due no more, and still to be waited for.
      const active = asked.filter((kind) => due.includes(kind) || workers[kind].isBusy());
      const ran = await Promise.all(active.map((kind) => workers[kind].run()));
      if (!ran.some(Boolean)) return;
    }
  }

  const reportQueueFailure = (error: unknown): void => onFailure({ id: 0, kind: 'queue', attempts: 0 }, error);

  /** Whoever asked for a worker first is told what fails in it; one that is busy is told to look again. */
  async function startDue(): Promise<void> {
    try {
      for (const kind of await listDueKinds(db, kinds, clock.now())) {
        const wasBusy = workers[kind].isBusy();
        workers[kind].run().catch((error: unknown) => {
          if (!wasBusy) reportQueueFailure(error);
        });
      }
    } catch (error) {
      reportQueueFailure(error);
    }
  }

  return {
    enqueue,
    // Whoever wakes the queue is not who its jobs are done for.
    wake: () =>
      runFor(undefined, async () => {
        await startDue();
        if (localKinds.length > 0) await runKinds(localKinds).catch(() => undefined);
      }),
    runDue: () => runKinds(kinds),
    start() {
      timer = setInterval(startDue, pollMs);
      timer.unref();
    },
    stop() {
      stopped ??= drain();
      return stopped;
    },
  };

  async function drain(): Promise<void> {
    clearInterval(timer);
    const idle = Promise.all(kinds.map((kind) => workers[kind].stop()));
    const deadline = setTimeout(() => stopping.abort(), drainMs);
    const lastMoment = Promise.withResolvers<void>();
    const giveUpWaiting = setTimeout(lastMoment.resolve, drainMs + abortedMs);
    await Promise.race([idle, lastMoment.promise]);
    clearTimeout(deadline);
    clearTimeout(giveUpWaiting);
  }
}
