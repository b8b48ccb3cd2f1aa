import { setTimeout as delay } from 'node:timers/promises';
import { type ServeProcess, servePortico } from '../../test/support/process.ts';
import type { PartContext } from '../part.ts';

const startLimitMs = 60_000;

/** Starts a server, and fails where it is not ready within a minute. */
export async function serveWithin(
  context: Pick<PartContext, 'after'>,
  dataDir: string,
  environment: Record<string, string>,
): Promise<ServeProcess> {
  const limit = new AbortController();
  const tooLate = delay(startLimitMs, undefined, { signal: limit.signal }).then(
    () => Promise.reject(new Error('a server is not ready within a minute')),
    () => undefined as never,
  );
  try {
    return await Promise.race([servePortico(context, dataDir, environment), tooLate]);
  } finally {
    limit.abort();
  }
}

/** Kills it, and waits until it is gone. */
export async function killServer({ child, ended }: ServeProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** What a server said that it takes for a fault of its own. */
export function findOwnFaults({ said }: ServeProcess): string[] {
  return said()
    .split('\n')
    .filter((line) => /"level":[56]0|unhandled/i.test(line));
}
