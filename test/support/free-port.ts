import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below those that the system gives to whoever does not care: else a test beside this one has it before it is used.
const [first, beyond] = [15_000, 32_000];

/** A port of loopback that nobody holds at this moment, and that nobody is given by chance. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, beyond);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
