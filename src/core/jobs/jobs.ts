import { type Database, transact } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock, EmailSender, FileStore } from '../ports.ts';
import type { PushDelivery } from '../pushes/delivery.ts';
import type { WebhookDelivery } from '../webhooks/delivery.ts';
import type { Enqueue, JobPayloads, JobRun, PushTarget, Settle, WebhookTarget } from './job-kinds.ts';
import { claimJob, deleteJob, insertJobs, type Job, markJobDead, postponeJob } from './jobs.store.ts';

export type { JobPayloads } from './job-kinds.ts';

/** The queue of side effects. */
export interface Jobs {
  enqueue: Enqueue;
  /**
   * To be called after the transaction that enqueued: starts what is due. Resolves at once, save where the providers
   * only write to this machine: then when they have written, so that the caller's answer comes after it (R12).
   */
  wake(): Promise<void>;
  /** Runs all jobs that are due, one after another; resolves when none is left. Concurrent calls share one run. */
  runDue(): Promise<void>;
  /** Runs due jobs every second until `stop`. */
  start(): void;
  /** Waits for the job in flight alone and starts no other, whoever asks: the rest waits in the table. */
  stop(): Promise<void>;
}

const leaseMs = 60_000;
const firstRetryMs = 2_000;
const longestRetryMs = 15 * 60_000;
const giveUpAfterMs = 24 * 3_600_000;
// A mail or a push is of no use days later; a file that is not removed stays for ever, and a push keeps its devices.
const neverGivenUp: ReadonlySet<string> = new Set(['remove-file', 'push-devices'] satisfies Array<keyof JobPayloads>);
const pollMs = 1_000;

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  email: EmailSender;
  push: PushDelivery;
  webhooks: Pick<WebhookDelivery, 'send' | 'giveUp'>;
  files: FileStore;
  /** Whether delivering takes no network: the development outbox. */
  deliversLocally: boolean;
  onFailure(job: { id: number; kind: string; attempts: number }, error: unknown): void;
}

/** Side effects as rows of our own, so that both databases enqueue them in the caller's transaction (ADR 0004). */
export function createJobs(deps: Deps): Jobs {
  const { db, keyring, clock, email, push, webhooks, files, deliversLocally, onFailure } = deps;
  let running: Promise<void> | undefined;
  let runAgain = false;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  type Handler<Payload> = (payload: Payload, run: JobRun) => Promise<Settle | undefined>;
  const handlers: { [Kind in keyof JobPayloads]: Handler<JobPayloads[Kind]> } = {
    email: (payload) => email.sendText(payload).then(() => undefined),
    push: (payload, run) => push.send(payload, run),
    'push-devices': async (payload) => push.addressNext(payload),
    'remove-file': ({ name }) => files.remove(name).then(() => undefined),
    webhook: (payload, run) => webhooks.send(payload, run),
  };

  const enqueue: Enqueue = async (tx, kind, ...payloads) => {
    const now = clock.now();
    const jobs = payloads.map((payload) => ({ kind, payload: seal(keyring, kind, payload), now }));
    if (jobs.length > 0) await insertJobs(tx, jobs);
  };

  async function handle(job: Job, payload: unknown): Promise<Settle | undefined> {
    const handler = handlers[job.kind as keyof JobPayloads] as Handler<unknown> | undefined;
    if (!handler) throw new Error(`no handler for jobs of kind ${job.kind}`);
    return handler(payload, { interrupted: job.interrupted === 1 });
  }

  /** Where the lease was lost, what is to be kept belongs to the claimant that has the job now. */
  async function finish(job: Job, settle: Settle | undefined): Promise<void> {
    await transact(db, async (tx) => {
      if (await deleteJob(tx, job)) await settle?.(tx, enqueue);
    });
  }

  async function giveUp(job: Job, payload: unknown, reason: string): Promise<void> {
    await transact(db, async (tx) => {
      const isDead = await markJobDead(tx, job, clock.now(), reason);
      if (isDead && job.kind === 'push') await push.giveUp(tx, payload as PushTarget);
      if (isDead && job.kind === 'webhook') await webhooks.giveUp(tx, payload as WebhookTarget);
    });
  }

  async function perform(job: Job): Promise<void> {
    let payload: unknown;
    try {
      payload = open(keyring, job.kind, job.payload);
    } catch (error) {
      onFailure(job, error);
      await markJobDead(db, job, clock.now(), `the payload cannot be opened: ${reasonOf(error)}`);
      return;
    }
    let settle: Settle | undefined;
    try {
      settle = await handle(job, payload);
    } catch (error) {
      onFailure(job, error);
      return retryOrGiveUp(job, payload, reasonOf(error));
    }
    await finish(job, settle);
  }

  async function retryOrGiveUp(job: Job, payload: unknown, reason: string): Promise<void> {
    const now = clock.now();
    const isHopeless = now - job.created_at >= giveUpAfterMs && !neverGivenUp.has(job.kind);
    if (isHopeless) await giveUp(job, payload, reason);
    else await postponeJob(db, job, now + retryDelayMs(job.attempts), reason);
  }

  async function drain(): Promise<void> {
    do {
      runAgain = false;
      while (!stopping) {
        const now = clock.now();
        const job = await claimJob(db, now, now + leaseMs);
        if (!job) break;
        await perform(job);
      }
    } while (runAgain && !stopping);
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
    enqueue,
    runDue,
    start() {
      timer = setInterval(() => {
        runDue().catch(reportQueueFailure);
      }, pollMs);
      timer.unref();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}

// Sealed, because a mail may carry the token of a link that is kept hashed everywhere else (R9), and backups carry the
// table. `keys reencrypt` leaves jobs alone: they live for a day, in which the older root key is still at hand.
function seal(keyring: Keyring, kind: string, payload: unknown): string {
  return keyring.encrypt(JSON.stringify(payload), `job:${kind}`);
}

function open(keyring: Keyring, kind: string, sealed: string): unknown {
  return JSON.parse(keyring.decrypt(sealed, `job:${kind}`));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Doubles from 2 s to 15 min, less up to a quarter, so that a recovering provider is not met by everybody at once. */
function retryDelayMs(attempts: number): number {
  const delayMs = Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
  return Math.round(delayMs * (1 - Math.random() / 4));
}
