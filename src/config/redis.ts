import { isIP } from 'node:net';
import type { HostPort, RedisOptions, RedisPlace } from '../redis/options.ts';
import { readAuthorities } from './authorities.ts';
import { isHostName } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';

const variable = 'PORTICO_REDIS_URL';
const grammar =
  'redis://host:6379/0, redis+cluster://host1,host2,host3 or redis+sentinel://host1,host2,host3/mymaster/0, with rediss for TLS';
const shape =
  /^(?<scheme>rediss?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<login>[^/]*)@)?(?<hosts>[^/@?#]+)(?:\/(?<path>[^@?#]*))?$/;
const highestDatabase = 9_999;

/** The Redis to share with other nodes; undefined where `PORTICO_REDIS_URL` names none. What is wrong is added to `problems`. */
export function readRedisConfig(read: EnvironmentReader, problems: string[]): RedisOptions | undefined {
  const address = read.secretUrl(variable);
  const given = {
    password: read.secret('PORTICO_REDIS_PASSWORD'),
    sentinelPassword: read.secret('PORTICO_REDIS_SENTINEL_PASSWORD'),
    prefix: read.text('PORTICO_REDIS_PREFIX') ?? 'portico:',
    ca: readAuthorities(read, problems, 'PORTICO_REDIS_CA_FILE'),
    timeoutMs: read.integer('PORTICO_REDIS_TIMEOUT_MS', { minimum: 20, maximum: 10_000, fallback: 250 }),
  };
  if (!/^[\w:.-]{1,64}$/.test(given.prefix)) {
    problems.push('PORTICO_REDIS_PREFIX must be 1 to 64 letters, digits and :._-, such as portico:');
  }
  if (address === undefined) return undefined;
  const parts = shape.exec(address)?.groups;
  if (!parts) {
    problems.push(`${variable} must be ${grammar}; in a password, write @ as %40, / as %2F and % as %25`);
    return undefined;
  }
  const { scheme = '', kind, login, hosts = '', path = '' } = parts;
  const secure = scheme === 'rediss';
  if (!secure && given.ca !== undefined) {
    problems.push(`PORTICO_REDIS_CA_FILE is for TLS: begin ${variable} with rediss, or leave it out`);
  }
  if (kind !== 'sentinel' && given.sentinelPassword !== undefined) {
    problems.push(`PORTICO_REDIS_SENTINEL_PASSWORD is for redis+sentinel:// alone: leave it out`);
  }
  const place = readPlace(kind, hosts, path, problems);
  const { user, password } = readLogin(login, given.password, problems);
  if (!place) return undefined;
  return {
    place,
    shown: `${scheme}${kind ? `+${kind}` : ''}://${hosts}${path && `/${path}`}`,
    user,
    password,
    sentinelPassword: given.sentinelPassword,
    tls: secure ? { ca: given.ca } : undefined,
    prefix: given.prefix,
    timeoutMs: given.timeoutMs,
  };
}

function readPlace(kind: string | undefined, hosts: string, path: string, problems: string[]): RedisPlace | undefined {
  const servers = readHosts(hosts, kind === 'sentinel' ? 26_379 : 6379, problems);
  const [server] = servers;
  if (!server) return undefined;
  if (kind === 'cluster') {
    if (path !== '') problems.push(`${variable}: a cluster has no database numbers; leave /${path} out`);
    return { kind, nodes: servers };
  }
  if (kind === 'sentinel') {
    const [master = '', database = '', ...more] = path.split('/');
    if (!/^[\w.-]+$/.test(master) || more.length > 0) {
      problems.push(
        `${variable} must name the master that the sentinels watch: redis+sentinel://host1,host2,host3/mymaster/0`,
      );
    }
    return { kind, sentinels: servers, master, database: readDatabase(database, problems) };
  }
  if (servers.length > 1) {
    problems.push(`${variable} names several hosts: begin it with redis+cluster:// or redis+sentinel://`);
  }
  return { kind: 'standalone', server, database: readDatabase(path, problems) };
}

function readHosts(text: string, defaultPort: number, problems: string[]): HostPort[] {
  return text.split(',').flatMap((entry) => {
    const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(entry) ?? [];
    const host = bracketed ?? name ?? '';
    const number = port === undefined ? defaultPort : Number(port);
    const isHost = bracketed === undefined ? isHostName(host) : isIP(host) === 6;
    if (isHost && number >= 1 && number <= 65_535) return [{ host, port: number }];
    problems.push(`${variable}: "${entry}" is no host with a port, such as cache.example.com:${defaultPort}`);
    return [];
  });
}

function readDatabase(text: string, problems: string[]): number {
  if (text === '') return 0;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  problems.push(`${variable}: the database must be a whole number from 0 to ${highestDatabase}, not "${text}"`);
  return 0;
}

function readLogin(
  login: string | undefined,
  givenPassword: string | undefined,
  problems: string[],
): Pick<RedisOptions, 'user' | 'password'> {
  const [name = '', ...rest] = (login ?? '').split(':');
  const written = rest.length > 0 ? rest.join(':') : undefined;
  const before = problems.length;
  const user = decode(name, problems) || undefined;
  const inUrl = written === undefined ? undefined : decode(written, problems) || undefined;
  if (problems.length > before) return { user: undefined, password: undefined };
  if (inUrl !== undefined && givenPassword !== undefined) {
    problems.push(`${variable} holds a password, and PORTICO_REDIS_PASSWORD (or its _FILE) another: leave one out`);
  }
  const password = inUrl ?? givenPassword;
  if (user !== undefined && password === undefined) {
    problems.push(
      `${variable} names a user and no password: say redis://user:password@host, or set PORTICO_REDIS_PASSWORD (or its _FILE)`,
    );
  }
  return { user, password };
}

/** Tells nothing of the text: it is a secret. */
function decode(text: string, problems: string[]): string {
  try {
    return decodeURIComponent(text);
  } catch {
    problems.push(`${variable}: in the user or password, % must be written as %25`);
    return '';
  }
}
