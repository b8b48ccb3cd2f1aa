import type { Logger } from 'pino';
import manifest from '../../package.json' with { type: 'json' };
import { type Config, dataPaths, storagePlace } from '../config.ts';
import { type Audit, createAudit } from '../core/audit/audit.ts';
import { type AuditNoting, createAuditNoting } from '../core/audit/noting.ts';
import { type Counters, createCounters } from '../core/counters/counters.ts';
import { createKeyring, type Keyring } from '../core/keyring/keyring.ts';
import type { Clock, FileStore, SharedMemory } from '../core/ports.ts';
import { openRuntimeSettings, type RuntimeSettings } from '../core/runtime-settings/runtime-settings.ts';
import { createSettings, type Settings } from '../core/settings/settings.ts';
import type { Database } from '../db/database.ts';
import type { NamedPool } from '../db/postgres/open-postgres.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { openStorage } from '../providers/storage/open-storage.ts';
import type { Storage } from '../providers/storage/storage.ts';
import type { RedisAccess } from '../redis/redis.ts';
import { prepareDataDir } from '../start/data-dir.ts';
import { databasePlace, migrateConfiguredDatabase, openConfiguredDatabase } from '../start/open-database.ts';
import { claimRootKey, readRootSecrets } from '../start/root-secrets.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { openLog } from './open-log.ts';

/** What every part of the core can stand on. */
export interface Foundation {
  db: Database;
  /** For lists and search alone. */
  lists: Database;
  /** None where the database has no pool. */
  pools(): readonly NamedPool[];
  /** Resolves when the database answers; rejects within 2 s where it does not. */
  pingDatabase(): Promise<void>;
  keyring: Keyring;
  clock: Clock;
  settings: Settings;
  runtimeSettings: RuntimeSettings;
  audit: Audit;
  auditNoting: AuditNoting;
  counters: Counters;
  files: FileStore;
  storage: Storage;
  /** Undefined without Redis. */
  memory: SharedMemory | undefined;
  redis: RedisAccess | undefined;
  /** How many processes serve these data on this machine, and share its cores. */
  workers: number;
  logger: Logger;
  metrics: Metrics;
  /** Undefined where nothing is traced. */
  tracing: Tracing | undefined;
}

/** Opens the data directory; what is open is closed with `opened`. Throws StartError where it cannot be used. */
export async function openFoundation(
  config: Config,
  { clock, logDescriptor }: { clock: Clock; logDescriptor: number | undefined },
  opened: AsyncDisposableStack,
): Promise<Foundation> {
  const logger = openLog({ level: config.logLevel, secrets: config.secretTexts, dest: logDescriptor });
  const metrics = createMetrics({
    version: manifest.version,
    mode: config.mode,
    database: config.database ? 'postgres' : 'sqlite',
  });
  const tracing = await openConfiguredTracing(config, logger);
  opened.defer(() => tracing?.close());
  const paths = dataPaths(config.dataDir);
  prepareDataDir(config.dataDir);
  const keyring = createKeyring(readRootSecrets(config, paths));
  const pending = config.mode === 'development' ? 'apply' : 'refuse';
  await migrateConfiguredDatabase(config, { pending, clock, keyring });
  const { db, lists, pools, ping, close } = await openConfiguredDatabase(config, tracing?.statements);
  opened.defer(close);
  const settings = createSettings({ db });
  const notes = metrics.audit.watchNotes(openAuditNotes(paths.auditNotes));
  const audit = createAudit({
    db,
    lists,
    keyring,
    clock,
    settings,
    notes,
    onDamage(entryId) {
      metrics.audit.broken();
      logger.error({ entryId }, 'the audit log is broken: it begins anew with this entry');
    },
  });
  await claimRootKey({ database: db, settings, keyring, place: databasePlace(config) });
  await audit.prepare();
  const auditNoting = createAuditNoting({
    db,
    clock,
    notes,
    onTurn: (moment, { id, hash }) => logger.info({ moment, newest: `${id}:${hash}` }, 'the audit log stands here'),
    onMissing({ id }) {
      metrics.audit.broken();
      logger.error({ entryId: id }, 'the audit log is not the one that was noted');
    },
    onFailure(err) {
      metrics.audit.notingFailed();
      logger.warn({ err }, 'the audit log is not noted');
    },
  });
  opened.defer(() => auditNoting.stop());
  const storage = await openStorage(storagePlace(config), (what, err) => logger.warn({ err }, what));
  opened.defer(() => storage.close());
  const redis = await openConfiguredRedis(config, logger);
  opened.defer(() => redis?.close());
  const runtimeSettings = await openRuntimeSettings({ db, settings, audit, given: config.given });
  const counters = createCounters({
    db,
    clock,
    onFailure: (err) => logger.warn({ err }, 'what was counted is not written down yet'),
  });
  opened.defer(() => counters.stop());
  return {
    db,
    lists,
    pools,
    pingDatabase: ping,
    keyring,
    clock,
    settings,
    runtimeSettings,
    audit,
    auditNoting,
    counters,
    files: metrics.storage.watchFiles(storage.files),
    storage,
    memory: redis?.memory,
    redis,
    workers: config.workers,
    logger,
    metrics,
    tracing,
  };
}

/** Only those load the library who have a Redis. */
async function openConfiguredRedis({ redis }: Config, logger: Logger): Promise<RedisAccess | undefined> {
  if (!redis) return undefined;
  const { openRedis } = await import('../redis/redis.ts');
  return openRedis(redis, logger);
}

/** Only those load OpenTelemetry who name a collector. */
async function openConfiguredTracing({ tracing }: Config, logger: Logger): Promise<Tracing | undefined> {
  if (!tracing) return undefined;
  const { openTracing } = await import('../tracing/tracing.ts');
  return openTracing(tracing, {
    version: manifest.version,
    onFailure: (err) => logger.warn({ err }, 'traces do not reach their collector'),
  });
}
