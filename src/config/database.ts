import type { PostgresOptions } from '../db/postgres/options.ts';
import { loadAuthorities } from './authorities.ts';
import { isLoopbackHost } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';

/** Where the data is: undefined for SQLite in the data directory. */
export interface DatabaseConfig {
  primary: PostgresOptions;
  /** A copy that is read for lists and search as far as it has caught up. */
  replica: PostgresOptions | undefined;
}

const tlsModes = ['disable', 'require', 'verify-full'] as const;
const shape = 'postgres://user:password@host:5432/database';
/** Without a host it is a socket of this machine. */
const isLocalHost = (host: string): boolean => host === '' || isLoopbackHost(host);

/** Reads `PORTICO_DATABASE_URL` and what belongs to it; what is wrong is added to `problems`. */
export function readDatabaseConfig(read: EnvironmentReader, problems: string[]): DatabaseConfig | undefined {
  const name = 'PORTICO_DATABASE_URL';
  const url = read.secretUrl(name);
  const replica = read.secretUrl('PORTICO_DATABASE_REPLICA_URL');
  const password = read.secret('PORTICO_DATABASE_PASSWORD');
  const size = {
    most: read.integer('PORTICO_DATABASE_CONNECTIONS', { minimum: 2, maximum: 1000, fallback: 10 }),
    mostWaiting: read.integer('PORTICO_DATABASE_QUEUE', { minimum: 1, maximum: 100_000, fallback: 1000 }),
  };
  if (url === undefined || url === 'sqlite:') {
    if (replica !== undefined) problems.push(`PORTICO_DATABASE_REPLICA_URL needs ${name}=${shape}`);
    return undefined;
  }
  const open = (variable: string, address: string): PostgresOptions => ({
    ...readPostgresUrl(variable, address, password, problems),
    ...size,
  });
  return {
    primary: open(name, url),
    replica: replica === undefined ? undefined : open('PORTICO_DATABASE_REPLICA_URL', replica),
  };
}

function readPostgresUrl(
  variable: string,
  address: string,
  password: string | undefined,
  problems: string[],
): Pick<PostgresOptions, 'url' | 'tls'> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    problems.push(`${variable} must be sqlite: or an address such as ${shape}`);
    return { url: '', tls: false };
  }
  if (url.pathname.length < 2) problems.push(`${variable} names no database: ${shape}`);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return { tls: readTls(variable, url, problems), url: url.href };
}

/** Takes what is said about TLS out of the address: the driver means other things by the same words. */
function readTls(variable: string, url: URL, problems: string[]): PostgresOptions['tls'] {
  const mode = url.searchParams.get('sslmode');
  const authorities = url.searchParams.get('sslrootcert');
  url.searchParams.delete('sslmode');
  url.searchParams.delete('sslrootcert');
  if (mode === null && isLocalHost(url.hostname)) return false;
  if (mode === null || !tlsModes.some((known) => known === mode)) {
    problems.push(
      `${variable} must say how its connection is secured: ?sslmode=verify-full (with &sslrootcert=FILE for a certificate authority of your own), ?sslmode=require (encrypted, to whoever answers) or ?sslmode=disable`,
    );
    return false;
  }
  if (mode === 'disable') return false;
  const problem = `${variable}: sslrootcert cannot be read`;
  const ca = authorities === null ? undefined : loadAuthorities(authorities, problems, problem);
  return { rejectUnauthorized: mode === 'verify-full', ...(ca !== undefined && { ca }) };
}
