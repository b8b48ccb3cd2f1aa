import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { ContractName } from './db/schema.ts';
import { findHandleProblem, findPasswordProblem } from './start/owner-rules.ts';

export const contractNames: readonly ContractName[] = ['desktop', 'mobile', 'staff', 'panel', 'blog'];

/** What an operator chose for one contract. */
export interface ContractConfig {
  enabled: boolean;
  /** R3a. */
  hardened: boolean;
  /** A port of its own, besides the main one. */
  port: number | undefined;
  /** A host name that belongs to this contract alone. */
  hostName: string | undefined;
}

export interface Config {
  mode: 'development' | 'production';
  dataDir: string;
  host: string;
  port: number;
  panelPort: number | undefined;
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

type Environment = Record<string, string | undefined>;

const shortestSecret = 32;

/** Reads the whole configuration from environment variables; throws ConfigError with every problem at once. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = createReader(environment, problems);
  const mode = read.oneOf('PORTICO_MODE', ['development', 'production'] as const, 'development');
  const config: Config = {
    mode,
    dataDir: resolve(read.text('PORTICO_DATA_DIR') ?? './data'),
    host: read.text('PORTICO_HOST') ?? '127.0.0.1',
    port: read.integer('PORTICO_PORT', 0, 65_535, 8888),
    panelPort: environment.PORTICO_PANEL_PORT === '' ? undefined : read.integer('PORTICO_PANEL_PORT', 0, 65_535, 5678),
    publicUrl: read.url('PORTICO_PUBLIC_URL'),
    timeZone: read.timeZone('PORTICO_TIME_ZONE', 'Asia/Shanghai'),
    corsOrigins: read.list('PORTICO_CORS_ORIGINS'),
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
  if (mode === 'production' && config.outbound === 'outbox') {
    problems.push(
      'PORTICO_OUTBOUND=outbox writes codes to a file and is for development only; leave it out in production',
    );
  }
  if ((config.blogKey === undefined) !== (config.blogSecret === undefined)) {
    problems.push('PORTICO_BLOG_KEY and PORTICO_BLOG_SECRET belong together: set both or neither');
  }
  problems.push(...findOwnerProblems(config), ...findPlaceProblems(config), ...findUnsupported(read));
  config.warnings = read.findUnknown();
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Settings of a later version: told now, since whoever sets one relies on it. */
function findUnsupported(read: Reader): string[] {
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
function findPlaceProblems({ port, panelPort, contracts }: Config): string[] {
  const open = contractNames.filter((name) => contracts[name].enabled);
  const settingOf = (name: ContractName, what: string): string => `PORTICO_${name.toUpperCase()}_${what}`;
  const ports = open.map(
    (name) => [settingOf(name, 'PORT'), name === 'panel' ? panelPort : contracts[name].port] as const,
  );
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

type Reader = ReturnType<typeof createReader>;

function readContract(read: Reader, name: ContractName): ContractConfig {
  const prefix = `PORTICO_${name.toUpperCase()}`;
  return {
    enabled: read.flag(`${prefix}_ENABLED`, true),
    hardened: read.flag(`${prefix}_HARDENED`, false),
    port: name === 'panel' ? undefined : read.optionalInteger(`${prefix}_PORT`, 0, 65_535),
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

function createReader(environment: Environment, problems: string[]) {
  const known = new Set<string>();

  function text(name: string): string | undefined {
    known.add(name);
    return environment[name]?.trim() || undefined;
  }

  function secret(name: string): string | undefined {
    const file = text(`${name}_FILE`);
    if (file === undefined) return text(name);
    if (text(name) !== undefined) problems.push(`${name} and ${name}_FILE are both set: leave one out`);
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  function optionalInteger(name: string, least: number, most: number): number | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d{1,15}$/.test(value) && number >= least && number <= most) return number;
    problems.push(`${name} must be a whole number from ${least} to ${most}, not "${value}"`);
    return undefined;
  }

  function oneOf<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = text(name);
    if (value === undefined) return fallback;
    if (choices.includes(value as Choice)) return value as Choice;
    problems.push(`${name} must be one of ${choices.join(', ')}, not "${value}"`);
    return fallback;
  }

  return {
    text,
    secret,
    /** To be asked when everything has been read: whoever misspells a setting should hear that it is not heeded. */
    findUnknown: (): string[] =>
      Object.keys(environment)
        .filter((name) => name.startsWith('PORTICO_') && environment[name] && !known.has(name))
        .map((name) => `${name} is no setting of Portico and is not heeded`),
    optionalInteger,
    oneOf,
    integer: (name: string, least: number, most: number, fallback: number): number =>
      optionalInteger(name, least, most) ?? fallback,
    flag: (name: string, fallback: boolean): boolean =>
      ['true', '1'].includes(oneOf(name, ['true', 'false', '1', '0'], fallback ? 'true' : 'false')),
    list: (name: string): string[] =>
      text(name)
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? [],
    networks(name: string): string[] {
      const entries =
        text(name)
          ?.split(/[\s,]+/)
          .filter(Boolean) ?? [];
      for (const entry of entries.filter((text) => !isNetwork(text))) {
        problems.push(`${name} must hold addresses or ranges such as 10.0.0.0/8, not "${entry}"`);
      }
      return entries;
    },
    url(name: string): string | undefined {
      const value = text(name);
      if (value === undefined) return undefined;
      if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
      problems.push(`${name} must be an http or https address, not "${value}"`);
      return undefined;
    },
    timeZone(name: string, fallback: string): string {
      const value = text(name) ?? fallback;
      try {
        new Intl.DateTimeFormat('en', { timeZone: value });
      } catch {
        problems.push(`${name} must be a time zone such as Asia/Shanghai, not "${value}"`);
        return fallback;
      }
      return value;
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
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
