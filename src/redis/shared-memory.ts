import type { SharedMemory } from '../core/ports.ts';
import type { Link } from './link.ts';

/** What nodes share, in Redis; every key begins with `prefix`. */
export function createSharedMemory(link: Link, prefix: string): SharedMemory {
  const keyOf = (key: string): string => prefix + key;

  return {
    async find(key) {
      return (await link.ask<string | null>(null, (client) => client.get(keyOf(key)))) ?? undefined;
    },
    async put(key, value, lifetimeMs) {
      await link.ask<unknown>(null, (client) => client.set(keyOf(key), value, 'PX', lasting(lifetimeMs)));
    },
    async putIfAbsent(key, value, lifetimeMs) {
      await link.ask<unknown>(null, (client) => client.set(keyOf(key), value, 'PX', lasting(lifetimeMs), 'NX'));
    },
    async putOnce(key, value, lifetimeMs) {
      return (await link.ask(0, (client) => client.putOnce(keyOf(key), value, lasting(lifetimeMs)))) === 1;
    },
    async takeOnce(key) {
      return (await link.ask<string | null>(null, (client) => client.takeOnce(keyOf(key)))) ?? undefined;
    },
  };
}

/** Redis takes whole milliseconds, one and more. */
const lasting = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds));
