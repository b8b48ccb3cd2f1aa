import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient, mastersOf, type RedisLibrary } from './clients.ts';
import type { RedisOptions } from './options.ts';

/** One try to work with Redis, good until its first failure; another connection takes its place then. */
export interface Connection {
  client: Client;
  /** Resolves once everything that will be asked has worked; rejects with the reason. */
  ready: Promise<void>;
  /** Resolves when everybody has answered and takes writes. */
  beat(): Promise<void>;
  close(): void;
}

// Some sentinels or nodes may be gone, and each is waited for.
const stepsUntilReady = 6;
const probeMs = 10_000;

/** Opens a connection that never mends itself: what is lost is given up whole, with whatever waits in it. */
export function openConnection(library: RedisLibrary, options: RedisOptions, onClosed: () => void): Connection {
  const client = createClient(library, options);
  const watched = watch(client, onClosed);
  const newProbe = (): string => `${options.prefix}probe:${randomUUID()}`;

  async function beat(): Promise<void> {
    // First, since a cluster refuses what is for a node that it is still connecting to.
    await Promise.all(mastersOf(client).map((node) => node.ping()));
    await client.set(newProbe(), '', 'PX', probeMs);
  }

  /** Else what the server refuses, such as a command that the user may not send, would come up at a request. */
  async function prove(): Promise<void> {
    await client.connect();
    await beat();
    const probe = newProbe();
    await client.set(probe, '', 'PX', probeMs, 'NX');
    await client.get(probe);
    await client.putOnce(probe, 'proof', probeMs);
    if ((await client.takeOnce(probe)) !== 'proof') throw new Error('it forgot at once what it was given');
    watched.throwError();
  }

  const ready = within(stepsUntilReady * options.timeoutMs, prove()).catch((error: Error) => {
    client.disconnect();
    throw watched.reason() ?? innermost(error);
  });
  return { client, ready, beat, close: () => client.disconnect() };
}

/** What goes wrong anywhere in a connection is heard. */
function watch(client: Client, onClosed: () => void) {
  // Of a cluster some nodes may be gone while it works.
  let error: Error | undefined;
  let nodeError: Error | undefined;
  // Without listeners for its errors the library writes them to the console.
  client.on('error', (heard: Error) => {
    error = innermost(heard);
  });
  client.on('node error', (heard: Error) => {
    nodeError = heard;
  });
  client.on('end', onClosed);
  return {
    /** Some, such as a database number that is not there, keep the library from nothing. */
    throwError(): void {
      if (error) throw error;
    },
    reason: (): Error | undefined => error ?? nodeError,
  };
}

/** What was wrong with the node that was asked last says more than that none answered. */
function innermost(error: Error & { lastNodeError?: Error }): Error {
  return error.lastNodeError ?? error;
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
