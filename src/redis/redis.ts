import { setTimeout as delay } from 'node:timers/promises';
import type { SharedMemory } from '../core/ports.ts';
import { openConnection } from './connection.ts';
import { openLink, type RedisState } from './link.ts';
import type { RedisOptions } from './options.ts';
import { createSharedMemory } from './shared-memory.ts';

export type { RedisState } from './link.ts';

/** Redis, there or not. */
export interface RedisAccess {
  memory: SharedMemory;
  state(): RedisState;
  /** Calls `listener` at each loss and each return. */
  onChange(listener: (state: RedisState) => void): void;
  close(): void;
}

/** Where the words about it go. */
export interface RedisLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Connects; where that does not work at once, or later fails, it goes on trying in the background and says so once. */
export async function openRedis(options: RedisOptions, log: RedisLog): Promise<RedisAccess> {
  const library = await import('ioredis');
  const listeners: Array<(state: RedisState) => void> = [];
  const link = openLink({
    open: (onClosed) => openConnection(library, options, onClosed),
    timeoutMs: options.timeoutMs,
    onTurn(state) {
      const { status, reason } = state;
      if (status === 'up') log.info({ redis: options.shown }, 'Redis answers');
      else log.warn({ redis: options.shown, reason }, 'Redis is lost: the database alone decides until it answers');
      for (const listener of listeners) listener(state);
    },
  });
  await Promise.race([link.tried, delay(2 * options.timeoutMs, undefined, { ref: false })]);
  return {
    memory: createSharedMemory(link, options.prefix),
    state: link.state,
    onChange: (listener) => void listeners.push(listener),
    close: link.close,
  };
}
