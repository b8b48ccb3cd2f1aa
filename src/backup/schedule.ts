import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';
import type { Settings } from '../core/settings/settings.ts';
import { type Database, transact } from '../db/database.ts';
import { afterFailure, type BackupStanding, firstState, leaseMs, planRun, type RunState } from './run-state.ts';
import { findDue } from './schedule-times.ts';
import type { ShelvedSummary } from './shelve-backup.ts';

/** Scheduled backups, made by one of all nodes. */
export interface BackupSchedule {
  /** Looks once whether a backup is to be made, and makes it. Never throws. */
  runDue(): Promise<void>;
  /** Looks after 10 s, then every 20 s, until `stop`, which breaks off the backup on its way. */
  start(): void;
  stop(): Promise<void>;
  /** Undefined where none are scheduled. */
  readStanding(): Promise<BackupStanding | undefined>;
}

interface Deps {
  db: Database;
  clock: Clock;
  settings: Settings;
  /** A cron expression; undefined: nothing is ever due. */
  schedule: string | undefined;
  timeZone(): string;
  /** Which node this is, for people. */
  node: string;
  /** Makes the backup; ends with an error when the signal fires. */
  makeBackup(signal: AbortSignal): Promise<ShelvedSummary>;
  onDone(made: ShelvedSummary, run: RunState): void;
  /** Is told of a run that failed, and when it is begun again; of anything else that went wrong, without one. */
  onFailure(error: unknown, run?: RunState): void;
}

const firstMs = 10_000;
const pauseMs = 20_000;
const setting = 'backup-run';

/** Claims each scheduled moment by one conditional statement, so that one node makes the backup. */
export function createBackupSchedule(deps: Deps): BackupSchedule {
  const { db, clock, settings, schedule, onFailure } = deps;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  async function claim(): Promise<RunState | undefined> {
    if (schedule === undefined) return undefined;
    const now = clock.now();
    const text = await settings.find(setting);
    if (text === undefined) {
      await transact(db, (tx) => settings.putFirst(tx, setting, JSON.stringify(firstState(now))));
      return undefined;
    }
    const due = findDue(schedule, deps.timeZone(), now) ?? 0;
    const run = planRun(JSON.parse(text) as RunState, { due, now, node: deps.node });
    return run && (await settings.putInstead(setting, text, JSON.stringify(run))) ? run : undefined;
  }

  /** Extends the lease until `ended`; answers the run as it stands in the database then. */
  async function holdLease(run: RunState, ended: AbortSignal): Promise<RunState> {
    let held = run;
    while (!ended.aborted) {
      await pause(leaseMs / 6, undefined, { signal: ended, ref: false }).catch(() => undefined);
      if (ended.aborted) break;
      const extended = { ...held, leaseEndsAt: clock.now() + leaseMs };
      const isKept = await settings
        .putInstead(setting, JSON.stringify(held), JSON.stringify(extended))
        .catch(() => false);
      if (isKept) held = extended;
    }
    return held;
  }

  async function make(run: RunState): Promise<void> {
    const ended = new AbortController();
    const lease = holdLease(run, ended.signal);
    const fresh = await deps.makeBackup(stopping.signal).then(
      (made) => finish(run, made),
      (error: unknown) => fail(run, error),
    );
    ended.abort();
    const held = await lease;
    await settings.putInstead(
      setting,
      JSON.stringify(held),
      JSON.stringify({ ...fresh, leaseEndsAt: held.leaseEndsAt }),
    );
  }

  function finish(run: RunState, made: ShelvedSummary): RunState {
    deps.onDone(made, run);
    return { ...run, state: 'done', newest: { name: made.name, at: made.createdAt } };
  }

  function fail(run: RunState, error: unknown): RunState {
    // What a stop broke off is begun anew at once, by the next start or another node.
    if (stopping.signal.aborted) return { ...run, state: 'failed', retryAt: 0 };
    const failed = afterFailure(run, clock.now());
    onFailure(error, failed);
    return failed;
  }

  async function runDue(): Promise<void> {
    try {
      const run = await claim();
      if (run) await make(run);
    } catch (error) {
      onFailure(error);
    }
  }

  async function readStanding(): Promise<BackupStanding | undefined> {
    if (schedule === undefined) return undefined;
    const text = await settings.find(setting);
    if (text === undefined) return { newestAt: undefined, dueAt: undefined };
    const { state, dueAt, newest } = JSON.parse(text) as RunState;
    const due = findDue(schedule, deps.timeZone(), clock.now()) ?? 0;
    // A look may be late, or none be taken any more; what lies before the first one is not due.
    const isDue = state !== 'waiting' || due > dueAt;
    return { newestAt: newest?.at, dueAt: isDue ? Math.max(due, dueAt) : undefined };
  }

  function lookAfter(delayMs: number): void {
    timer = setTimeout(async () => {
      running = runDue();
      await running;
      if (!stopping.signal.aborted) lookAfter(pauseMs);
    }, delayMs).unref();
  }

  return {
    runDue,
    readStanding,
    start: () => schedule !== undefined && lookAfter(firstMs),
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
