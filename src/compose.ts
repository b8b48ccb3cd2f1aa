import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { BackupSchedule } from './backup/schedule.ts';
import { wireBackups } from './compose/backups.ts';
import { openFoundation } from './compose/foundation.ts';
import { nodeName } from './compose/node-name.ts';
import { openOutside } from './compose/outside.ts';
import { wireCore } from './compose/wire-core.ts';
import type { Config } from './config.ts';
import { createTermsFilling, type TermsFilling } from './core/accounts/terms-filling.ts';
import type { AuditNoting } from './core/audit/noting.ts';
import type { Core } from './core/core.ts';
import type { Jobs } from './core/jobs/jobs.ts';
import type { Keyring } from './core/keyring/keyring.ts';
import { createNodes, type Nodes } from './core/nodes/nodes.ts';
import type { Clock, EmailSender, ObserveSend, PushSender, SmsSender, WebhookSender } from './core/ports.ts';
import { createPushSchedule, type PushSchedule } from './core/pushes/schedule.ts';
import { createSettingsFollowing, type SettingsFollowing } from './core/runtime-settings/following.ts';
import { createSweeper, type Sweeper } from './core/sweeper/sweeper.ts';
import type { WebhookSchedule } from './core/webhooks/schedule.ts';
import type { Database } from './db/database.ts';
import { programVersion } from './db/migrate.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Storage } from './providers/storage/storage.ts';
import type { RedisAccess } from './redis/redis.ts';
import { describeNodeProblem } from './start/node-problems.ts';
import type { Tracing } from './tracing/tracing.ts';

export { type Outside, openOutside } from './compose/outside.ts';

/** What tests put in place of the clock and of single ways to the outside. */
export interface Overrides {
  clock?: Clock;
  sms?: SmsSender;
  email?: EmailSender;
  push?: PushSender;
  webhooks?: WebhookSender;
  /** The file descriptor that is logged to. */
  logDescriptor?: number;
}

/** Everything behind the doors, on one data directory; also what the command line works with. */
export interface House {
  config: Config;
  database: Database;
  /** Resolves when the database answers; rejects within 2 s where it does not. */
  pingDatabase(): Promise<void>;
  keyring: Keyring;
  core: Core;
  jobs: Jobs;
  pushSchedule: PushSchedule;
  webhookSchedule: WebhookSchedule;
  sweeper: Sweeper;
  termsFilling: TermsFilling;
  auditNoting: AuditNoting;
  settingsFollowing: SettingsFollowing;
  nodes: Nodes;
  /** Undefined where none is configured. */
  redis: RedisAccess | undefined;
  backupSchedule: BackupSchedule;
  storage: Storage;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing | undefined;
  clock: Clock;
  close(): Promise<void>;
}

/** Opens the data directory and wires the core; throws StartError where it cannot be used, and leaves nothing open then. */
export async function openHouse(config: Config, overrides: Overrides = {}): Promise<House> {
  // Whatever is opened is closed again, the newest first: where the rest cannot be opened, or with the house.
  await using opened = new AsyncDisposableStack();
  const clock = overrides.clock ?? { now: () => Date.now() };
  const foundation = await openFoundation(config, { clock, logDescriptor: overrides.logDescriptor }, opened);
  const { db: database, keyring, settings, logger, metrics, tracing } = foundation;
  const onMisconfigured = (channel: string, reason: string): void =>
    logger.error({ channel, reason }, 'misconfigured: nothing leaves by this channel before its settings are changed');
  const onFormerTurn = (contract: string, state: 'open' | 'closed'): void => {
    if (state === 'closed') logger.info({ contract }, 'the former back end answers again');
    else
      logger.warn(
        { contract },
        'the former back end does not answer: who is unknown here is not asked about there for 30 s',
      );
  };
  const observeSend: ObserveSend = (send) => {
    metrics.sends(send);
    tracing?.sends(send);
  };
  const outside = {
    ...(await openOutside(config, { clock, log: logger, onMisconfigured, observeSend, onFormerTurn })),
    ...overrides,
  };
  opened.defer(() => outside.close());
  const { readBacklog, ...parts } = wireCore(foundation, outside);
  opened.defer(() => parts.core.releases.close());
  const sweeper = createSweeper({
    db: database,
    clock,
    onFailure: (table, err) => logger.warn({ table, err }, 'sweep failed'),
  });
  const pushSchedule = createPushSchedule({
    releaseDue: () => parts.core.pushes.releaseDue(),
    onFailure: (err) => logger.warn({ err }, 'scheduled pushes wait'),
  });
  const termsFilling = createTermsFilling({
    db: database,
    settings,
    onFailure: (err) => logger.warn({ err }, 'older accounts cannot be searched yet'),
  });
  const backupSchedule = wireBackups(config, foundation);
  metrics.observeState({
    hashLoad: parts.core.hasher.load,
    pingDatabase: foundation.pingDatabase,
    readPools: foundation.pools,
    readBacklog,
    readGauges: parts.core.gauges.read,
    readBackups: backupSchedule.readStanding,
    readRedis: () => foundation.redis?.state(),
  });
  const settingsFollowing = createSettingsFollowing({
    refresh: () => foundation.runtimeSettings.refresh(),
    onFailure: (err) => logger.warn({ err }, 'settings that were changed elsewhere are not in force here'),
  });
  const nodes = createNodes({
    db: database,
    clock,
    self: {
      id: randomUUID(),
      name: nodeName(),
      programVersion,
      storage: foundation.storage.id,
      rootKeys: keyring.ids,
    },
    onProblem: (problem) => logger.error({ problem }, describeNodeProblem(problem)),
    onFailure: (err) => logger.warn({ err }, 'the other nodes cannot be seen'),
  });
  opened.defer(() => nodes.stop());
  opened.defer(() => settingsFollowing.stop());
  opened.defer(() => sweeper.stop());
  opened.defer(() => parts.jobs.stop());
  opened.defer(() => pushSchedule.stop());
  opened.defer(() => parts.webhookSchedule.stop());
  opened.defer(() => termsFilling.stop());
  opened.defer(() => backupSchedule.stop());
  opened.defer(() => parts.core.auditVerifications.stop());
  opened.defer(() => parts.core.replays.stop());
  opened.defer(() => parts.core.doorUses.stop());
  const house = opened.move();
  return {
    config,
    database,
    pingDatabase: foundation.pingDatabase,
    keyring,
    clock,
    logger,
    metrics,
    tracing,
    ...parts,
    pushSchedule,
    sweeper,
    termsFilling,
    backupSchedule,
    auditNoting: foundation.auditNoting,
    settingsFollowing,
    nodes,
    storage: foundation.storage,
    redis: foundation.redis,
    close: () => house.disposeAsync(),
  };
}
