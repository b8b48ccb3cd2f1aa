import type { Config } from '../config.ts';
import type { Bus, SharedMemory } from '../core/ports.ts';
import type { RedisAccess, RedisLog } from '../redis/redis.ts';

/** What nodes share besides the database. */
export interface Shared {
  /** Undefined without Redis. */
  memory: SharedMemory | undefined;
  bus: Bus;
  redis: RedisAccess | undefined;
}

/** For one node alone: what it tells, nobody else needs to hear. */
const silentBus: Bus = { publish: async () => {}, subscribe: () => () => {}, isHeard: () => false };

/** Redis where one is named; the library is loaded by those alone who have one. */
export async function openShared({ redis: options }: Config, log: RedisLog): Promise<Shared> {
  if (!options) return { memory: undefined, bus: silentBus, redis: undefined };
  const { openRedis } = await import('../redis/redis.ts');
  const redis = await openRedis(options, log);
  return { memory: redis.memory, bus: redis.bus, redis };
}
