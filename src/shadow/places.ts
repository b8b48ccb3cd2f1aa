import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a contract's proxy keeps what outlives it, in the data directory. */
export function shadowPlaces(dataDir: string, contract: string) {
  const folder = join(dataDir, 'shadow');
  return {
    folder,
    lock: join(folder, `${contract}.lock`),
    socket: join(folder, `${contract}.sock`),
    switches: join(folder, `${contract}.json`),
    ownTokens: join(folder, `${contract}.tokens`),
  };
}

/** Makes the folder, which its owner alone may open. */
export function prepareShadowFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** The contracts whose proxies left a socket in the data directory: they run, or were killed. */
export function findShadows(dataDir: string): string[] {
  const folder = join(dataDir, 'shadow');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sock'))
    .map((name) => name.slice(0, -'.sock'.length))
    .sort();
}
