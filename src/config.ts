import { join, resolve } from 'node:path';
import { type BackupConfig, readBackupConfig } from './config/backup.ts';
import { type Channels, namedSenders } from './config/channels.ts';
import { type DatabaseConfig, readDatabaseConfig } from './config/database.ts';
import { readEmailConfig } from './config/email.ts';
import {
  createEnvironmentReader,
  type Environment,
  type EnvironmentReader,
  type Reading,
} from './config/environment.ts';
import { addConfigFile } from './config/file.ts';
import { type FormerConfigs, readFormerConfigs } from './config/former.ts';
import { readGivenSettings } from './config/given-settings.ts';
import { readPushConfig } from './config/push.ts';
import { readRedisConfig } from './config/redis.ts';
import { readSmsConfig } from './config/sms.ts';
import { readStorageConfig } from './config/storage.ts';
import { readTracingConfig, type TracingConfig, tracingSecrets } from './config/tracing.ts';
import { findContractFaults } from './contracts/faults.ts';
import { contracts } from './contracts/registry.ts';
import { defaultSettings, definitions, type SettingValues } from './core/runtime-settings/definitions.ts';
import { findPlaceConflicts } from './core/runtime-settings/places.ts';
import { findSunsetConflicts } from './core/runtime-settings/sunset-dates.ts';
import type { StoragePlace } from './providers/storage/open-storage.ts';
import type { S3Options } from './providers/storage/s3/s3-options.ts';
import type { RedisOptions } from './redis/options.ts';
import { findHandleProblem, findPasswordProblem } from './start/owner-rules.ts';

/** What an operator chose, read and judged. */
export interface Config extends Channels {
  mode: 'development' | 'production';
  dataDir: string;
  /** Undefined: SQLite in the data directory. */
  database: DatabaseConfig | undefined;
  corsOrigins: string[];
  /** Addresses and CIDR ranges. */
  trustedProxies: string[];
  /** How long a node that was told to stop says so to balancers, and goes on answering, before it stops. */
  drainDelaySeconds: number;
  /** How many processes serve, on ports that they share. */
  workers: number;
  ownerHandle: string;
  ownerPassword: string | undefined;
  panelToken: string | undefined;
  blogKey: string | undefined;
  blogSecret: string | undefined;
  /** Current first; undefined: generated into the data directory (development only). */
  rootSecrets: [string, ...string[]] | undefined;
  /** What stands in for the ways to the outside that have no vendor. */
  outbound: 'outbox' | 'none';
  /** What nodes share besides the database; undefined: nothing. */
  redis: RedisOptions | undefined;
  /** The bucket that files are kept in; undefined: the data directory. */
  storage: S3Options | undefined;
  logLevel: string;
  /** Of which requests the log tells, besides faults. */
  accessLog: 'off' | 'failures' | 'all';
  /** Undefined: nothing is traced. */
  tracing: TracingConfig | undefined;
  /** A listener for the metrics alone; undefined: they are on the main port. */
  metricsListener: { host: string; port: number } | undefined;
  /** Who shows it may read the metrics from elsewhere than this machine. */
  metricsToken: string | undefined;
  /** The former back end’s database that accounts are imported from. */
  importUrl: string | undefined;
  formers: FormerConfigs;
  backup: BackupConfig;
  /** Settings that the console could change, were they not said here. */
  given: Partial<SettingValues>;
  /** Every secret that was read, so that none of them is logged. */
  secretTexts: string[];
  /** What somebody chose, whether or not the console shows it; secrets masked. */
  readings: Reading[];
  /** What keeps nothing from working, one line each. */
  warnings: string[];
}

/** Every problem of a configuration, one line each; its warnings may tell where one comes from: a misspelt name. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];

  constructor(problems: readonly string[], warnings: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
    this.warnings = warnings;
  }
}

const shortestSecret = 32;
// What an Authorization header can carry (RFC 6750), and nobody tries out.
const metricsTokenShape = /^[\w.~+/=-]{24,512}$/;

/**
 * Reads the whole configuration from environment variables and the file beside them; throws ConfigError with every
 * problem at once.
 */
export function readConfig(given: Environment): Config {
  const problems: string[] = [];
  const warnings: string[] = [];
  const { environment, sources } = addConfigFile(given, problems, warnings);
  const read = createEnvironmentReader(environment, problems, sources);
  read.text('PORTICO_CONFIG_FILE');
  const mode = read.oneOf('PORTICO_MODE', ['development', 'production'] as const, 'development');
  const config: Config = {
    mode,
    dataDir: resolve(read.text('PORTICO_DATA_DIR') ?? './data'),
    database: readDatabaseConfig(read, problems),
    corsOrigins: read.origins('PORTICO_CORS_ORIGINS'),
    trustedProxies: read.networks('PORTICO_TRUSTED_PROXIES'),
    drainDelaySeconds: read.integer('PORTICO_DRAIN_DELAY_SECONDS', { minimum: 0, maximum: 600, fallback: 0 }),
    workers: read.integer('PORTICO_WORKERS', { minimum: 1, maximum: 64, fallback: 1 }),
    ownerHandle: read.text('PORTICO_OWNER') ?? 'owner',
    ownerPassword: read.secret('PORTICO_OWNER_PASSWORD'),
    panelToken: read.secret('PORTICO_PANEL_TOKEN'),
    blogKey: read.text('PORTICO_BLOG_KEY'),
    blogSecret: read.secret('PORTICO_BLOG_SECRET'),
    rootSecrets: readRootSecrets(read.secret('PORTICO_SECRET_KEY'), mode, problems),
    outbound: read.oneOf('PORTICO_OUTBOUND', ['outbox', 'none'] as const, mode === 'development' ? 'outbox' : 'none'),
    sms: readSmsConfig(read, problems),
    email: readEmailConfig(read, problems),
    push: readPushConfig(read, problems),
    redis: readRedisConfig(read, problems),
    storage: readStorageConfig(read, { problems, warnings }),
    logLevel: read.oneOf(
      'PORTICO_LOG_LEVEL',
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const,
      'info',
    ),
    accessLog: read.oneOf('PORTICO_ACCESS_LOG', ['off', 'failures', 'all'] as const, 'off'),
    tracing: readTracingConfig(read, problems, warnings),
    metricsListener: readMetricsListener(read),
    metricsToken: readMetricsToken(read, problems),
    importUrl: read.secretUrl('PORTICO_IMPORT_URL'),
    formers: readFormerConfigs(read, { problems, warnings }),
    backup: readBackupConfig(read, { problems, warnings }),
    given: readGivenSettings(read, problems),
    secretTexts: [],
    readings: [],
    warnings,
  };
  problems.push(
    ...findContractFaults(contracts),
    ...findContradictions(config),
    ...findOwnerProblems(config),
    ...findPlaceProblems(config),
    ...findSunsetProblems(config),
  );
  config.readings = read.readings();
  config.secretTexts = [...read.secretTexts(), ...(config.rootSecrets ?? []), ...tracingSecrets(environment)];
  config.warnings.push(...read.findUnknown());
  if (problems.length > 0) throw new ConfigError(problems, config.warnings);
  return config;
}

/** Settings that are right one by one and wrong together. */
function findContradictions({ mode, outbound, blogKey, blogSecret }: Config): string[] {
  const problems: string[] = [];
  if (mode === 'production' && outbound === 'outbox') {
    problems.push(
      'PORTICO_OUTBOUND=outbox writes codes to a file and is for development only; leave it out in production',
    );
  }
  if ((blogKey === undefined) !== (blogSecret === undefined)) {
    problems.push('PORTICO_BLOG_KEY and PORTICO_BLOG_SECRET belong together: set both or neither');
  }
  return problems;
}

/** What is right as it stands, but seldom meant. */
export function findDoubts(config: Config, settings: SettingValues): string[] {
  if (config.mode === 'development') return [];
  const { sms, email } = namedSenders(config);
  return [
    ...(settings['server.publicUrl'] === null
      ? ['PORTICO_PUBLIC_URL is not set: links in e-mails lead to this machine’s own address']
      : []),
    ...(sms ? [] : ['PORTICO_SMS names no vendor: codes by SMS are answered as unavailable']),
    ...(email
      ? []
      : ['PORTICO_EMAIL is not set: codes by e-mail are answered as unavailable, other mails wait for a day']),
  ];
}

function findOwnerProblems({ ownerHandle, ownerPassword }: Config): string[] {
  const handleProblem = findHandleProblem(ownerHandle);
  const passwordProblem = ownerPassword === undefined ? undefined : findPasswordProblem(ownerPassword);
  return [
    ...(handleProblem === undefined ? [] : [`PORTICO_OWNER ${handleProblem}`]),
    ...(passwordProblem === undefined ? [] : [`PORTICO_OWNER_PASSWORD ${passwordProblem}`]),
  ];
}

/** Two doors at one place: only one of them would be answered. */
function findPlaceProblems({ given }: Config): string[] {
  return findPlaceConflicts({ ...defaultSettings, ...given }).map(({ names, value }) => {
    const [first, second] = names.map((name) => definitions[name].variable);
    return `${first} and ${second} are both ${value}: change one of them`;
  });
}

function findSunsetProblems({ given }: Config): string[] {
  return findSunsetConflicts({ ...defaultSettings, ...given }).map(([deprecatedAt, sunsetAt]) => {
    const [earlier, later] = [definitions[deprecatedAt].variable, definitions[sunsetAt].variable];
    return `${later} is before ${earlier}: a contract is deprecated first`;
  });
}

function readMetricsListener(read: EnvironmentReader): Config['metricsListener'] {
  const host = read.text('PORTICO_METRICS_ADDRESS') ?? '127.0.0.1';
  // As with the other ports, 0 leaves the choice to the system.
  const port = read.integer('PORTICO_METRICS_PORT', { minimum: 0, maximum: 65_535, fallback: Number.NaN });
  return Number.isNaN(port) ? undefined : { host, port };
}

function readMetricsToken(read: EnvironmentReader, problems: string[]): string | undefined {
  const token = read.secret('PORTICO_METRICS_TOKEN');
  if (token !== undefined && !metricsTokenShape.test(token)) {
    problems.push(
      'PORTICO_METRICS_TOKEN must be 24 to 512 letters, digits and ._~+/=-, for example from `openssl rand -hex 24`',
    );
  }
  return token;
}

function readRootSecrets(text: string | undefined, mode: string, problems: string[]): Config['rootSecrets'] {
  if (text === undefined) {
    if (mode === 'production') {
      problems.push(
        'PORTICO_SECRET_KEY (or PORTICO_SECRET_KEY_FILE) is required in production: 32 or more random characters, for example from `openssl rand -base64 48`',
      );
    }
    return undefined;
  }
  const [current, ...older] = text.split(/[\s,]+/).filter(Boolean);
  if (!current || [current, ...older].some((secret) => secret.length < shortestSecret)) {
    problems.push(`PORTICO_SECRET_KEY must hold keys of ${shortestSecret} or more characters, the current one first`);
    return undefined;
  }
  return [current, ...older];
}

/** Where files are to lie. */
export function storagePlace({ dataDir, storage }: Pick<Config, 'dataDir' | 'storage'>): StoragePlace {
  return { folder: dataPaths(dataDir).files, s3: storage };
}

/** Where things lie in the data directory. */
export function dataPaths(dataDir: string) {
  return {
    database: join(dataDir, 'portico.db'),
    lock: join(dataDir, 'serve.lock'),
    pid: join(dataDir, 'serve.pid'),
    files: join(dataDir, 'files'),
    secretKey: join(dataDir, 'secret.key'),
    credentials: join(dataDir, 'first-run.txt'),
    outbox: join(dataDir, 'outbox.jsonl'),
    auditNotes: join(dataDir, 'audit-heads.log'),
    backupLock: join(dataDir, 'backup.lock'),
    backupWork: join(dataDir, 'backup-work'),
  };
}
