import type { Tx } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { JobHandler, JobHandlers } from './job-kinds.ts';
import type { Job } from './jobs.store.ts';
import { openPayload, unopened } from './payloads.ts';
import { maskReason } from './reasons.ts';

/** Given up; its time has come; waits for its next try; being done. */
export type JobState = 'dead' | 'due' | 'retrying' | 'running';

/** One job as operators see it: never what it carries. Times in epoch milliseconds. */
export interface JobView {
  id: number;
  kind: string;
  state: JobState;
  /** As the audit log names things: `push:12`; null where its kind tells nothing, or its root key is gone. */
  about: string | null;
  /** Whether what it carries can be opened: if not, it cannot be done. */
  readable: boolean;
  attempts: number;
  /** Why it failed last, with addresses masked; null where it never did. */
  reason: string | null;
  createdAt: number;
  /** Null where it is dead or being done. */
  nextRunAt: number | null;
  diedAt: number | null;
}

/** What opens jobs for operators. */
export type JobReader = ReturnType<typeof createJobReader>;

/** Opens what jobs carry, for as much of it as operators are told. */
export function createJobReader({ keyring, handlers }: { keyring: Keyring; handlers: JobHandlers }) {
  const handlerOf = (kind: string) => (handlers as Record<string, JobHandler<unknown> | undefined>)[kind];

  function findPayload({ kind, payload }: Job): { payload: unknown } | undefined {
    try {
      return { payload: openPayload(keyring, kind, payload) };
    } catch {
      return undefined;
    }
  }

  return {
    isReadable: (job: Job): boolean => findPayload(job) !== undefined,

    /** Lets the job's kind take back what its death changed; false where nothing is left to be done. Throws `job.unreadable`. */
    async revive(tx: Tx, job: Job): Promise<boolean> {
      const opened = findPayload(job);
      if (!opened) throw new DomainError('job.unreadable');
      if (job.last_error?.startsWith(unopened)) return true;
      return (await handlerOf(job.kind)?.revive?.(tx, opened.payload)) ?? true;
    },

    view(job: Job, now: number): JobView {
      const opened = findPayload(job);
      const state = stateOf(job, now);
      return {
        id: job.id,
        kind: job.kind,
        state,
        about: (opened && handlerOf(job.kind)?.about?.(opened.payload)) ?? null,
        readable: opened !== undefined,
        attempts: job.attempts,
        reason: job.last_error === null ? null : maskReason(job.last_error),
        createdAt: job.created_at,
        nextRunAt: state === 'due' || state === 'retrying' ? job.run_at : null,
        diedAt: job.dead_at,
      };
    },
  };
}

function stateOf(job: Job, now: number): JobState {
  if (job.dead_at !== null) return 'dead';
  if (job.run_at <= now) return 'due';
  return job.lease === null ? 'retrying' : 'running';
}
