import type { Database, Tx } from '../../db/database.ts';
import type { Clock, EmailSender, FileStore } from '../ports.ts';
import type { PushDelivery, PushTarget } from '../pushes/delivery.ts';
import { buryJob, claimJob, deleteJob, insertJob, type Job, postponeJob } from './jobs.store.ts';

/** What each kind of job carries. */
export interface JobPayloads {
  email: { to: string; purpose: string; text: string };
  push: PushTarget;
  'remove-file': { name: string };
}

export interface Jobs {
  /** Enqueues in the caller's transaction: the job exists if, and only if, its cause does. */
  enqueue<Kind extends keyof JobPayloads>(tx: Tx, kind: Kind, payload: JobPayloads[Kind]): Promise<void>;
  /**
   * To be called after the transaction that enqueued: starts what is due. Resolves at once, save where the providers
   * only write to this machine: then when they have written, so that the caller's answer comes after it (R12).
   */
  wake(): Promise<void>;
  /** Runs all jobs that are due, one after another; resolves when none is left. Concurrent calls share one run. */
  runDue(): Promise<void>;
  /** Runs due jobs every second until `stop`, which waits for the job in flight. */
  start(): void;
  stop(): Promise<void>;
}

const leaseMs = 60_000;
const maxAttempts = 8;
const firstRetryMs = 2_000;
const pollMs = 1_000;

interface Deps {
  db: Database;
  clock: Clock;
  email: EmailSender;
  push: PushDelivery;
  files: FileStore;
  /** Whether delivering takes no network: the development outbox. */
  deliversLocally: boolean;
  onFailure(job: { id: number; kind: string; attempts: number }, error: unknown): void;
}

/** Side effects as rows of our own, so that both databases enqueue them in the caller's transaction (ADR 0004). */
export function createJobs({ db, clock, email, push, files, deliversLocally, onFailure }: Deps): Jobs {
  let running: Promise<void> | undefined;
  let runAgain = false;
  let timer: NodeJS.Timeout | undefined;

  const handlers: { [Kind in keyof JobPayloads]: (payload: JobPayloads[Kind]) => Promise<void> } = {
    email: (payload) => email.sendText(payload),
    push: (payload) => push.send(payload),
    'remove-file': ({ name }) => files.remove(name),
  };

  async function giveUp(job: Job, reason: string): Promise<void> {
    if (job.kind === 'push') await push.giveUp(JSON.parse(job.payload));
    await buryJob(db, job, clock.now(), reason);
  }

  async function perform(job: Job): Promise<void> {
    try {
      const handler = handlers[job.kind as keyof JobPayloads] as ((payload: unknown) => Promise<void>) | undefined;
      if (!handler) throw new Error(`no handler for jobs of kind ${job.kind}`);
      await handler(JSON.parse(job.payload));
      await deleteJob(db, job);
    } catch (error) {
      onFailure(job, error);
      const reason = error instanceof Error ? error.message : String(error);
      if (job.attempts >= maxAttempts) await giveUp(job, reason);
      else await postponeJob(db, job, clock.now() + retryDelayMs(job.attempts), reason);
    }
  }

  async function drain(): Promise<void> {
    do {
      runAgain = false;
      for (;;) {
        const now = clock.now();
        const job = await claimJob(db, now, now + leaseMs);
        if (!job) break;
        await perform(job);
      }
    } while (runAgain);
  }

  function runDue(): Promise<void> {
    runAgain = true;
    running ??= drain().finally(() => {
      running = undefined;
    });
    return running;
  }

  const reportQueueFailure = (error: unknown): void => onFailure({ id: 0, kind: 'queue', attempts: 0 }, error);

  return {
    async wake() {
      const run = runDue().catch(reportQueueFailure);
      if (deliversLocally) await run;
    },
    async enqueue(tx, kind, payload) {
      const now = clock.now();
      await insertJob(tx, { kind, payload: JSON.stringify(payload), runAt: now, now });
    },
    runDue,
    start() {
      timer = setInterval(() => {
        runDue().catch(reportQueueFailure);
      }, pollMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}

/** Doubles from 2 s, spread by half, so that a recovering provider is not met by everybody at once. */
function retryDelayMs(attempts: number): number {
  return firstRetryMs * 2 ** (attempts - 1) * (0.75 + Math.random() / 2);
}
