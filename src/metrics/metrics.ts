import type { CodeWatch } from '../core/codes/codes.ts';
import type { JobWatch } from '../core/jobs/runner.ts';
import type { HashWatch } from '../core/passwords/hasher.ts';
import type { ObserveSend } from '../core/ports.ts';
import type { SessionWatch } from '../core/sessions/sessions.ts';
import type { SignIn } from '../core/sign-in/sign-in.ts';
import type { RequestWatch } from '../http/exchange.ts';
import { type AuditWatch, createAuditMetrics } from './audit-metrics.ts';
import { type BackupWatch, createBackupMetrics } from './backup-metrics.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createProcessMetrics } from './process-metrics.ts';
import { createRegistry } from './registry.ts';
import { createSignInMetrics } from './sign-in-metrics.ts';
import { observeState, type StateSources } from './state-metrics.ts';
import { createStorageMetrics, type StorageWatch } from './storage-metrics.ts';
import {
  createCodeMetrics,
  createHashMetrics,
  createJobMetrics,
  createSendMetrics,
  createSessionMetrics,
} from './work-metrics.ts';

/** What this process counts of itself, for Prometheus (docs/observing.md). */
export interface Metrics {
  requests: RequestWatch;
  hashes: HashWatch;
  codes: CodeWatch;
  sessions: SessionWatch;
  jobs: JobWatch;
  sends: ObserveSend;
  audit: AuditWatch;
  backups: BackupWatch;
  storage: StorageWatch;
  watchSignIn(signIn: SignIn): SignIn;
  /** Says where to look, once, when everything stands. */
  observeState(sources: StateSources): void;
  /** Begins to watch the event loop, which wakes the process. */
  start(): void;
  stop(): void;
  /** Everything, as Prometheus reads it. */
  print(): Promise<string>;
}

/** What does not change while a process runs. */
export interface BuildInfo {
  version: string;
  mode: string;
  database: string;
}

/** Metrics of one process, all at 0. */
export function createMetrics({ version, mode, database }: BuildInfo): Metrics {
  const registry = createRegistry();
  registry
    .gauge({
      name: 'portico_build_info',
      help: 'What runs here; always 1.',
      labels: ['version', 'node', 'mode', 'database'],
    })
    .of(version, process.version, mode, database)
    .set(1);
  const eventLoop = createProcessMetrics(registry);
  return {
    requests: createHttpMetrics(registry),
    hashes: createHashMetrics(registry),
    codes: createCodeMetrics(registry),
    sessions: createSessionMetrics(registry),
    jobs: createJobMetrics(registry),
    sends: createSendMetrics(registry),
    audit: createAuditMetrics(registry),
    backups: createBackupMetrics(registry),
    storage: createStorageMetrics(registry),
    watchSignIn: createSignInMetrics(registry),
    observeState: (sources) => observeState(registry, sources),
    start: () => eventLoop.start(),
    stop: () => eventLoop.stop(),
    print: () => registry.print(),
  };
}
