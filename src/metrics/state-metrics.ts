import type { BackupStanding } from '../backup/run-state.ts';
import type { Gauge } from '../core/gauges/gauges.ts';
import type { JobBacklog } from '../core/jobs/backlog.ts';
import type { SemaphoreLoad } from '../core/semaphore.ts';
import type { PoolState } from '../db/postgres/pool.ts';
import type { RedisState } from '../redis/redis.ts';
import { createBoundedReader } from './bounded-reader.ts';
import type { Reading, Registry } from './registry.ts';

/** Where to look when somebody asks how things stand. */
export interface StateSources {
  hashLoad(): SemaphoreLoad;
  pingDatabase(): Promise<void>;
  /** None where the database has no pool. */
  readPools(): ReadonlyArray<readonly [pool: string, state: PoolState]>;
  readBacklog(): Promise<readonly JobBacklog[]>;
  /** What waits for an operator. */
  readGauges(): Promise<Record<string, Gauge>>;
  /** Undefined where none are scheduled. */
  readBackups(): Promise<BackupStanding | undefined>;
  /** Undefined where none is configured. */
  readRedis(): RedisState | undefined;
}

const withinMs = 1_000;
const pingMaxAgeMs = 1_000;
const countsMaxAgeMs = 5_000;

/** How things stand: read at each scrape, each within a second, what is counted in the database every 5 seconds at most. */
export function observeState(registry: Registry, sources: StateSources): void {
  const failures = registry.counter({
    name: 'portico_metrics_read_failures_total',
    help: 'What could not be read within a second for a scrape, which is without those numbers.',
    labels: ['source'],
  });
  function bounded<T>(source: string, maxAgeMs: number, read: () => Promise<T>): () => Promise<T | undefined> {
    const failed = failures.of(source);
    return createBoundedReader(read, { maxAgeMs, withinMs, onFailure: () => failed.add() });
  }

  observeHashes(registry, sources.hashLoad);
  observeDatabase(
    registry,
    bounded('database', pingMaxAgeMs, () => timed(sources.pingDatabase)),
  );
  observePools(registry, sources.readPools);
  observeJobs(registry, bounded('jobs', countsMaxAgeMs, sources.readBacklog));
  observeTasks(registry, bounded('tasks', countsMaxAgeMs, sources.readGauges));
  observeRedis(registry, sources.readRedis);
  observeBackups(registry, bounded('backups', countsMaxAgeMs, sources.readBackups));
}

function observeHashes(registry: Registry, load: () => SemaphoreLoad): void {
  registry.observed(
    { name: 'portico_password_hashes_running', help: 'Passwords that are being hashed.', type: 'gauge' },
    () => [[load().running]],
  );
  registry.observed(
    {
      name: 'portico_password_hashes_waiting',
      help: 'Passwords that wait for their turn to be hashed.',
      type: 'gauge',
    },
    () => [[load().waiting]],
  );
}

function observeDatabase(registry: Registry, ping: () => Promise<number | undefined>): void {
  registry.observed(
    { name: 'portico_database_up', help: 'Whether the database answered a read within a second.', type: 'gauge' },
    async () => [[(await ping()) === undefined ? 0 : 1]],
  );
  registry.observed(
    { name: 'portico_database_answer_seconds', help: 'How long that read took.', type: 'gauge' },
    async () => {
      const seconds = await ping();
      return seconds === undefined ? [] : [[seconds]];
    },
  );
}

function observePools(registry: Registry, readPools: StateSources['readPools']): void {
  const pool = (name: string, help: string, part: keyof PoolState): void =>
    registry.observed({ name, help, labels: ['pool'], type: 'gauge' }, () =>
      readPools().map(([each, state]): Reading => [each, state[part]]),
    );
  pool('portico_database_pool_connections', 'Open connections to the database.', 'open');
  pool('portico_database_pool_max_connections', 'How many may be open.', 'most');
  pool('portico_database_pool_idle_connections', 'Those of them that nobody uses.', 'idle');
  pool('portico_database_pool_waiting_requests', 'Callers that wait for a connection.', 'waiting');
}

function observeRedis(registry: Registry, read: StateSources['readRedis']): void {
  const redis = (name: string, help: string, type: 'counter' | 'gauge', part: (state: RedisState) => number): void =>
    registry.observed({ name, help, type }, () => {
      const state = read();
      return state ? [[part(state)]] : [];
    });
  redis('portico_redis_up', 'Whether Redis answers.', 'gauge', ({ status }) => Number(status === 'up'));
  redis('portico_redis_requests_total', 'What Redis was asked.', 'counter', ({ asked }) => asked);
  redis('portico_redis_timeouts_total', 'What it did not answer in time.', 'counter', ({ timedOut }) => timedOut);
  redis('portico_redis_losses_total', 'How often it was lost after it had been up.', 'counter', ({ losses }) => losses);
}

function observeBackups(registry: Registry, read: () => Promise<BackupStanding | undefined>): void {
  const moment = (name: string, help: string, part: (standing: BackupStanding) => number | undefined): void =>
    registry.observed({ name, help, type: 'gauge' }, async () => {
      const standing = await read();
      const epochMs = standing && part(standing);
      return epochMs === undefined ? [] : [[epochMs / 1000]];
    });
  moment(
    'portico_backup_newest_timestamp_seconds',
    'When the newest scheduled backup was made, in Unix time; 0: none yet.',
    ({ newestAt }) => newestAt ?? 0,
  );
  moment(
    'portico_backup_due_timestamp_seconds',
    'The newest moment for which a scheduled backup is to be there, in Unix time.',
    ({ dueAt }) => dueAt,
  );
}

function observeJobs(registry: Registry, read: () => Promise<readonly JobBacklog[] | undefined>): void {
  registry.observed(
    {
      name: 'portico_jobs',
      help: 'Jobs by state, each counted to 10000 at most: due, retrying (they failed and wait), running, dead.',
      labels: ['kind', 'state'],
      type: 'gauge',
    },
    async () =>
      ((await read()) ?? []).flatMap(({ kind, counts }) =>
        Object.entries(counts).map(([state, count]): Reading => [kind, state, count]),
      ),
  );
  registry.observed(
    {
      name: 'portico_jobs_oldest_due_seconds',
      help: 'How long the oldest due job waits to be done.',
      labels: ['kind'],
      type: 'gauge',
    },
    async () => ((await read()) ?? []).map(({ kind, oldestDueMs }): Reading => [kind, oldestDueMs / 1000]),
  );
}

function observeTasks(registry: Registry, read: () => Promise<Record<string, Gauge> | undefined>): void {
  registry.observed(
    {
      name: 'portico_operator_tasks',
      help: 'What waits for an operator, as the dashboard shows it, each counted to 999 at most.',
      labels: ['task'],
      type: 'gauge',
    },
    async () => Object.entries((await read()) ?? {}).map(([task, { count }]): Reading => [snakeCase(task), count]),
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
