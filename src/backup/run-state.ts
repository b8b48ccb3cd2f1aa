/** How the newest scheduled backup stands: the one document of it that all nodes share. */
export interface RunState {
  /** The scheduled moment that it is for, in epoch milliseconds like all times here. */
  dueAt: number;
  /** `waiting`: scheduled backups begin with the next moment. */
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** How often it was begun. */
  attempts: number;
  /** Who does it, or did, and from when on it counts as broken off. */
  node: string;
  leaseEndsAt: number;
  /** When one that failed is begun again. */
  retryAt: number;
  /** The newest backup that a run has made. */
  newest: { name: string; at: number } | undefined;
}

/** How scheduled backups stand at all nodes, in epoch milliseconds. */
export interface BackupStanding {
  /** When the newest one was made; undefined: none yet. */
  newestAt: number | undefined;
  /** The newest moment for which one is to be there; undefined: none has come since backups are scheduled. */
  dueAt: number | undefined;
}

/** How long a run stays somebody's without being extended. */
export const leaseMs = 3 * 60_000;

const retryPausesMs = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000];

/** The run that is to be begun now; undefined: none. `due` is the newest scheduled moment that has come. */
export function planRun(state: RunState, { due, now, node }: { due: number; now: number; node: string }) {
  if (state.state === 'running' && state.leaseEndsAt > now) return undefined;
  const isNew = due > state.dueAt;
  const isAgain = state.state === 'running' || (state.state === 'failed' && state.retryAt <= now);
  if (!isNew && !isAgain) return undefined;
  const attempts = isNew ? 1 : state.attempts + 1;
  const dueAt = Math.max(due, state.dueAt);
  return { ...state, dueAt, state: 'running', attempts, node, leaseEndsAt: now + leaseMs } satisfies RunState;
}

/** The same run, after it failed at that moment: later and later it is begun again, until the next one is due. */
export function afterFailure(run: RunState, now: number): RunState {
  const pauseMs = retryPausesMs[Math.min(run.attempts, retryPausesMs.length) - 1] ?? 0;
  return { ...run, state: 'failed', retryAt: now + pauseMs };
}

/** Where nothing was ever scheduled: what lies before is not caught up. */
export function firstState(now: number): RunState {
  return { dueAt: now, state: 'waiting', attempts: 0, node: '', leaseEndsAt: 0, retryAt: 0, newest: undefined };
}
