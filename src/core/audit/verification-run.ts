import type { Clock } from '../ports.ts';
import type { Verification, VerifyOptions } from './verification.ts';

/** A verification as it stands: on its way, or what came of it. */
export interface VerificationRun {
  /** `failed`: it could not be brought to its end, and says nothing of the log. */
  state: 'running' | 'whole' | 'broken' | 'failed';
  startedAt: number;
  finishedAt: number | null;
  /** How many entries were checked so far, and the id of the newest: how far it is. */
  checked: number;
  newestId: number;
  result: Verification | undefined;
}

/** One verification at a time, for callers who cannot wait for its end. */
export interface VerificationRuns {
  /** Begins one, or answers the one that is on its way. */
  start(options?: Omit<VerifyOptions, 'onProgress' | 'signal'>): VerificationRun;
  /** The newest one of this process. */
  find(): VerificationRun | undefined;
  /** Ends the one that is on its way, which has failed then. */
  stop(): Promise<void>;
}

interface Deps {
  clock: Clock;
  verify(options: VerifyOptions): Promise<Verification>;
  onFailure(error: unknown): void;
}

/** Verifications in the background; what came of the last one is kept in memory. */
export function createVerificationRuns({ clock, verify, onFailure }: Deps): VerificationRuns {
  let newest: VerificationRun | undefined;
  let working: Promise<void> | undefined;
  const stopping = new AbortController();

  async function work(run: VerificationRun, options: VerifyOptions): Promise<void> {
    const onProgress = (checked: number, newestId: number): void => {
      Object.assign(run, { checked, newestId });
    };
    try {
      const result = await verify({ ...options, onProgress, signal: stopping.signal });
      const newestId = result.newest?.id ?? 0;
      Object.assign(run, { state: result.fault ? 'broken' : 'whole', result, checked: result.checked, newestId });
    } catch (error) {
      run.state = 'failed';
      if (!stopping.signal.aborted) onFailure(error);
    }
    run.finishedAt = clock.now();
  }

  return {
    start(options = {}) {
      if (newest?.state === 'running') return newest;
      newest = {
        state: 'running',
        startedAt: clock.now(),
        finishedAt: null,
        checked: 0,
        newestId: 0,
        result: undefined,
      };
      working = work(newest, options);
      return newest;
    },
    find: () => newest,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
