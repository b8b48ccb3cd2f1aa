import { isIP } from 'node:net';
import type { Cluster, Redis, RedisOptions as ServerOptions } from 'ioredis';
import type { RedisOptions, RedisPlace } from './options.ts';
import { type ScriptedCommands, scripts } from './scripts.ts';

/** What commands are sent to: one server, or a cluster that finds the one for each key. */
export type Client = (Redis | Cluster) & ScriptedCommands;

/** The library, loaded by those alone who have a Redis. */
export type RedisLibrary = Pick<typeof import('ioredis'), 'Cluster' | 'Redis'>;

const neverAgain = null;
const untilFirstFailure = { lazyConnect: true, enableOfflineQueue: false, retryStrategy: neverAgain } as const;

/** One that is not connected yet, and neither reconnects nor keeps anything for later. */
export function createClient({ Cluster, Redis }: RedisLibrary, options: RedisOptions): Client {
  const { place } = options;
  const common = commonOptions(options);
  switch (place.kind) {
    case 'standalone':
      return withScripts(new Redis({ ...common, ...untilFirstFailure, ...place.server, db: place.database }));
    case 'sentinel':
      return withScripts(
        new Redis({ ...common, ...untilFirstFailure, ...sentinelOptions(place, options, common.tls) }),
      );
    case 'cluster':
      return withScripts(
        new Cluster([...place.nodes], {
          lazyConnect: true,
          enableOfflineQueue: false,
          enableReadyCheck: false,
          clusterRetryStrategy: neverAgain,
          retryDelayOnFailover: 0,
          retryDelayOnClusterDown: 0,
          maxRedirections: 4,
          slotsRefreshTimeout: options.timeoutMs,
          redisOptions: common,
          // A certificate is for the name, which the library would look up first.
          ...(common.tls && { dnsLookup: (name, found) => found(null, name) }),
        }),
      );
  }
}

/** The servers that take writes. */
export function mastersOf(client: Client): Redis[] {
  return 'nodes' in client ? client.nodes('master') : [client];
}

function withScripts(client: Redis | Cluster): Client {
  for (const [name, script] of Object.entries(scripts)) client.defineCommand(name, script);
  return client as Client;
}

function sentinelOptions(
  { sentinels, master, database }: Extract<RedisPlace, { kind: 'sentinel' }>,
  { sentinelPassword, timeoutMs }: RedisOptions,
  tls: ServerOptions['tls'],
) {
  return {
    sentinels: [...sentinels],
    name: master,
    db: database,
    sentinelPassword,
    sentinelRetryStrategy: () => neverAgain,
    sentinelCommandTimeout: timeoutMs,
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  } satisfies ServerOptions;
}

function commonOptions({ place, user, password, tls, timeoutMs }: RedisOptions) {
  // Else names of servers in a certificate are compared with whatever each is reached by.
  const servername = place.kind === 'standalone' && isIP(place.server.host) === 0 ? place.server.host : undefined;
  return {
    username: user,
    password,
    tls: tls && { ...tls, ...(servername && { servername }) },
    // The older protocol is spoken by every proxy that stands before a Redis.
    protocol: 2,
    connectTimeout: timeoutMs,
    disconnectTimeout: 100,
    // Whether it takes writes is tried out, which says more.
    enableReadyCheck: false,
    disableClientInfo: true,
  } as const satisfies ServerOptions;
}
