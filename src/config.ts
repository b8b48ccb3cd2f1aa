import { join, resolve } from 'node:path';
import type { ContractName } from './db/schema.ts';
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './environment.ts';
import { findHandleProblem, findPasswordProblem } from './start/owner-rules.ts';

/** Every wire contract, in the order in which they are shown. */
export const contractNames: readonly ContractName[] = ['desktop', 'mobile', 'staff', 'panel', 'blog'];

/** What an operator chose for one contract: which doors are open, where, and how strict. */
export interface ContractConfig {
  enabled: boolean;
  /** Stricter than its document asks, as today's practice is (R3a). */
  hardened: boolean;
  /** A port of its own, besides the main one; the panel has 5678 unless told (R6). */
  port: number | undefined;
  /** A host name that belongs to this contract alone. */
  hostName: string | undefined;
}

/** What an operator chose, read and judged. */
export interface Config {
  mode: 'development' | 'production';
  dataDir: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  timeZone: string;
  corsOrigins: string[];
  /** Addresses and CIDR ranges. */
  trustedProxies: string[];
  ownerHandle: string;
  ownerPassword: string | undefined;
  panelToken: string | undefined;
  blogKey: string | undefined;
  blogSecret: string | undefined;
  /** Current first; undefined: generated into the data directory (development only). */
  rootSecrets: [string, ...string[]] | undefined;
  outbound: 'outbox' | 'none';
  blogSignature: 'required' | 'optional';
  blogVerifiedEmailRequired: boolean;
  codesPerAddressHour: number;
  codesPerPrefixHour: number;
  logLevel: string;
  contracts: Record<ContractName, ContractConfig>;
  /** What keeps nothing from working, one line each. */
  warnings: string[];
}

/** Every problem of a configuration, one line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const shortestSecret = 32;

/** Reads the whole configuration from environment variables; throws ConfigError with every problem at once. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = createEnvironmentReader(environment, problems);
  const mode = read.oneOf('PORTICO_MODE', ['development', 'production'] as const, 'development');
  const config: Config = {
    mode,
    dataDir: resolve(read.text('PORTICO_DATA_DIR') ?? './data'),
    host: read.text('PORTICO_HOST') ?? '127.0.0.1',
    port: read.integer('PORTICO_PORT', 0, 65_535, 8888),
    publicUrl: read.url('PORTICO_PUBLIC_URL'),
    timeZone: read.timeZone('PORTICO_TIME_ZONE', 'Asia/Shanghai'),
    corsOrigins: read.origins('PORTICO_CORS_ORIGINS'),
    trustedProxies: read.networks('PORTICO_TRUSTED_PROXIES'),
    ownerHandle: read.text('PORTICO_OWNER') ?? 'owner',
    ownerPassword: read.secret('PORTICO_OWNER_PASSWORD'),
    panelToken: read.secret('PORTICO_PANEL_TOKEN'),
    blogKey: read.text('PORTICO_BLOG_KEY'),
    blogSecret: read.secret('PORTICO_BLOG_SECRET'),
    rootSecrets: readRootSecrets(read.secret('PORTICO_SECRET_KEY'), mode, problems),
    outbound: read.oneOf('PORTICO_OUTBOUND', ['outbox', 'none'] as const, mode === 'development' ? 'outbox' : 'none'),
    blogSignature: read.oneOf('PORTICO_BLOG_SIGNATURE', ['required', 'optional'] as const, 'required'),
    blogVerifiedEmailRequired: read.flag('PORTICO_BLOG_VERIFIED_EMAIL_REQUIRED', false),
    codesPerAddressHour: read.integer('PORTICO_CODES_PER_ADDRESS_HOUR', 1, 1_000_000, 30),
    codesPerPrefixHour: read.integer('PORTICO_CODES_PER_PREFIX_HOUR', 1, 1_000_000, 60),
    logLevel: read.oneOf(
      'PORTICO_LOG_LEVEL',
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const,
      'info',
    ),
    contracts: Object.fromEntries(contractNames.map((name) => [name, readContract(read, name)])) as Config['contracts'],
    warnings: [],
  };
  problems.push(
    ...findContradictions(config),
    ...findOwnerProblems(config),
    ...findPlaceProblems(config),
    ...findUnsupported(read),
  );
  config.warnings = [...read.findUnknown(), ...findDoubts(config)];
  if (problems.length > 0) throw new ConfigError(problems);
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
function findDoubts({ mode, publicUrl }: Config): string[] {
  if (mode === 'development' || publicUrl !== undefined) return [];
  return ['PORTICO_PUBLIC_URL is not set: links in e-mails lead to this machine’s own address'];
}

/** Settings of a later version: told now, since whoever sets one relies on it. */
function findUnsupported(read: EnvironmentReader): string[] {
  const problems: string[] = [];
  const databaseUrl = read.text('PORTICO_DATABASE_URL');
  if (databaseUrl !== undefined && databaseUrl !== 'sqlite:') {
    problems.push(
      'PORTICO_DATABASE_URL: this version serves SQLite in the data directory; leave it out, or say sqlite:',
    );
  }
  for (const name of ['PORTICO_REDIS_URL', 'PORTICO_STORAGE_URL']) {
    if (read.text(name) !== undefined) problems.push(`${name}: this version does without; leave it out`);
  }
  return problems;
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
function findPlaceProblems({ port, contracts }: Config): string[] {
  const open = contractNames.filter((name) => contracts[name].enabled);
  const settingOf = (name: ContractName, what: string): string => `PORTICO_${name.toUpperCase()}_${what}`;
  const ports = open.map((name) => [settingOf(name, 'PORT'), contracts[name].port] as const);
  const hostNames = open.map((name) => [settingOf(name, 'HOST'), contracts[name].hostName] as const);
  return [...findEqual([['PORTICO_PORT', port], ...ports]), ...findEqual(hostNames)];
}

/** Port 0 lets the system choose, as often as one likes. */
function findEqual(settings: ReadonlyArray<readonly [setting: string, value: string | number | undefined]>): string[] {
  const firsts = new Map<string | number, string>();
  const problems: string[] = [];
  for (const [setting, value] of settings) {
    if (!value) continue;
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, setting);
    else problems.push(`${first} and ${setting} are both ${value}: change one of them`);
  }
  return problems;
}

function readContract(read: EnvironmentReader, name: ContractName): ContractConfig {
  const prefix = `PORTICO_${name.toUpperCase()}`;
  return {
    enabled: read.flag(`${prefix}_ENABLED`, true),
    hardened: read.flag(`${prefix}_HARDENED`, false),
    port:
      name === 'panel'
        ? read.integerUnlessEmpty('PORTICO_PANEL_PORT', 0, 65_535, 5678)
        : read.optionalInteger(`${prefix}_PORT`, 0, 65_535),
    hostName: read.text(`${prefix}_HOST`)?.toLowerCase(),
  };
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
  };
}
