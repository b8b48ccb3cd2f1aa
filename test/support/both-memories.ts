import { createEnvironmentReader } from '../../src/config/environment.ts';
import { readRedisConfig } from '../../src/config/redis.ts';
import type { SharedMemory } from '../../src/core/ports.ts';
import { openRedis, type RedisAccess } from '../../src/redis/redis.ts';
import { startRedis } from './redis.ts';

interface Context {
  after(ending: () => Promise<void>): void;
}

/** With what a node works besides its database. */
export interface MemoryKind {
  name: 'the database alone' | 'Redis in front';
  /** Of an empty memory, one opening after another, each as another node would have it; all end with the test. */
  createEmpty(context: Context): () => Promise<SharedMemory | undefined>;
}

/** Without Redis, and with one that ends with the test file. */
export async function startBothMemories(file: Context): Promise<MemoryKind[]> {
  const redis = await startRedis(file);
  let tests = 0;
  return [
    { name: 'the database alone', createEmpty: () => async () => undefined },
    {
      name: 'Redis in front',
      createEmpty(context) {
        tests += 1;
        const prefix = `test-${tests}:`;
        return async () => (await openTestRedis(context, redis.url, { PORTICO_REDIS_PREFIX: prefix })).memory;
      },
    },
  ];
}

/** On a machine that is held up a sound Redis answers late, which is not what these tests are about. */
export const patience = { PORTICO_REDIS_TIMEOUT_MS: '3000' };

/** Opens a Redis as the configuration would, until the test ends; what it logs goes to `said`. */
export async function openTestRedis(
  context: Context,
  url: string,
  environment: Record<string, string> = {},
  said: string[] = [],
): Promise<RedisAccess> {
  const problems: string[] = [];
  const options = readRedisConfig(
    createEnvironmentReader({ PORTICO_REDIS_URL: url, ...patience, ...environment }, problems),
    problems,
  );
  if (!options || problems.length > 0) throw new Error(problems.join('\n'));
  const redis = await openRedis(options, {
    info: (_details, message) => void said.push(message),
    warn: (_details, message) => void said.push(message),
  });
  context.after(async () => redis.close());
  return redis;
}
