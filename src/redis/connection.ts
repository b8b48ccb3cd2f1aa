import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Redis, RedisOptions as ServerOptions } from 'ioredis';
import type { RedisOptions, RedisPlace } from './options.ts';
import { type ScriptedCommands, scripts } from './scripts.ts';

/** What commands are sent to: one server, or a cluster that finds the one for each key. */
export type Client = (Redis | Cluster) & ScriptedCommands;

/** One try to work with Redis, good until its first failure; another connection takes its place then. */
export interface Connection {
  client: Client;
  /** Resolves once everything that will be asked has worked; rejects with the reason. */
  ready: Promise<void>;
  /** Resolves when everybody has answered and takes writes. */
  beat(): Promise<unknown>;
  close(): void;
}

/** What a connection tells. */
export interface ConnectionEvents {
  onMessage(message: string): void;
  onClosed(): void;
}

/** The library, loaded by those alone who have a Redis. */
export type RedisLibrary = Pick<typeof import('ioredis'), 'Cluster' | 'Redis'>;

const stepWithinMs = 250;
const readyWithinMs = 900;
const neverAgain = null;

/** The channel that all nodes listen to. */
export const busChannel = ({ prefix }: RedisOptions): string => `${prefix}bus`;

/** Opens a connection that never mends itself: what is lost is given up whole, with whatever waits in it. */
export function openConnection(library: RedisLibrary, options: RedisOptions, events: ConnectionEvents): Connection {
  let problem: Error | undefined;
  const opened: Array<Redis | Cluster> = [];
  /** Without listeners for its errors the library writes them to the console. */
  const watch = <T extends Redis | Cluster>(opening: T): T => {
    opened.push(opening);
    const note = (error: Error): void => {
      problem = innermost(error);
    };
    opening.on('error', note).on('node error', note).on('end', events.onClosed);
    return opening;
  };
  const client = watch(createClient(library, options)) as Client;
  let subscriber: Redis | undefined;
  const masters = (): Redis[] => ('nodes' in client ? client.nodes('master') : [client]);

  async function beat(): Promise<void> {
    const probe = `${options.prefix}probe:${randomUUID()}`;
    // A cluster refuses what is for a node that it is still connecting to.
    await Promise.all([subscriber?.ping(), ...masters().map((node) => node.ping())]);
    await client.set(probe, '', 'PX', 1000);
  }

  async function listen(): Promise<void> {
    subscriber = watch(duplicateOf(masters()));
    subscriber.on('message', (_channel: string, message: string) => events.onMessage(message));
    await subscriber.connect();
    await subscriber.subscribe(busChannel(options));
  }

  /** Else what the server refuses, such as a command that the user may not send, would come up at a request. */
  async function prove(): Promise<void> {
    await client.connect();
    await listen();
    await beat();
    const probe = `${options.prefix}probe:${randomUUID()}`;
    await client.set(probe, '', 'PX', 1000, 'NX');
    await client.get(probe);
    await client.putOnce(probe, 'proof', 1000);
    if ((await client.takeOnce(probe)) !== 'proof') throw new Error('it forgot at once what it was given');
    await client.publish(busChannel(options), '');
  }

  const close = (): void => {
    for (const each of opened) each.disconnect();
  };
  const ready = within(readyWithinMs, prove()).catch((error: Error) => {
    close();
    throw problem ?? innermost(error);
  });
  return { client, ready, beat, close };
}

function createClient({ Cluster, Redis }: RedisLibrary, options: RedisOptions): Redis | Cluster {
  const { place } = options;
  const common = commonOptions(options);
  switch (place.kind) {
    case 'standalone':
      return new Redis({ ...common, ...untilFirstFailure, scripts, ...place.server, db: place.database });
    case 'sentinel':
      return new Redis({ ...common, ...untilFirstFailure, scripts, ...sentinelOptions(place, options, common.tls) });
    case 'cluster':
      return new Cluster([...place.nodes], {
        lazyConnect: true,
        enableOfflineQueue: false,
        enableReadyCheck: false,
        clusterRetryStrategy: neverAgain,
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
        maxRedirections: 4,
        slotsRefreshTimeout: stepWithinMs,
        scripts,
        redisOptions: common,
        // A certificate is for the name, which the library would look up first.
        ...(common.tls && { dnsLookup: (name, found) => found(null, name) }),
      });
  }
}

const untilFirstFailure = { lazyConnect: true, enableOfflineQueue: false, retryStrategy: neverAgain } as const;

function sentinelOptions(
  { sentinels, master, database }: Extract<RedisPlace, { kind: 'sentinel' }>,
  { sentinelPassword }: RedisOptions,
  tls: ServerOptions['tls'],
) {
  return {
    sentinels: [...sentinels],
    name: master,
    db: database,
    sentinelPassword,
    sentinelRetryStrategy: () => neverAgain,
    sentinelCommandTimeout: stepWithinMs,
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  } satisfies ServerOptions;
}

function commonOptions({ place, user, password, tls }: RedisOptions) {
  // Names of servers in the certificate are checked by whatever each is reached by.
  const servername = place.kind === 'standalone' && isIP(place.server.host) === 0 ? place.server.host : undefined;
  return {
    username: user,
    password,
    tls: tls && { ...tls, ...(servername && { servername }) },
    // The older protocol is spoken by every proxy that stands before a Redis.
    protocol: 2,
    connectTimeout: stepWithinMs,
    disconnectTimeout: 100,
    // Whether it takes writes is tried out, which says more.
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
  } as const satisfies ServerOptions;
}

/** What was wrong with the node that was asked last says more than that none answered. */
function innermost(error: Error & { lastNodeError?: Error }): Error {
  return error.lastNodeError ?? error;
}

/** Whichever node of a cluster it listens to hears what is told to any. */
function duplicateOf(servers: readonly Redis[]): Redis {
  const server = servers[Math.floor(Math.random() * servers.length)];
  if (!server) throw new Error('the cluster has no nodes');
  return server.duplicate(untilFirstFailure);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const tooLate = delay(milliseconds, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new Error(`not ready within ${milliseconds} ms`);
  });
  tooLate.catch(() => {});
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    ended.abort();
    work.catch(() => {});
  }
}
