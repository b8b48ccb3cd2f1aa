import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config, dataPaths } from '../config.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import type { Settings } from '../core/settings/settings.ts';
import { type Database, type Db, transact } from '../db/database.ts';
import { syncFolder } from './durable-files.ts';
import { StartError } from './start-error.ts';

type RootSecrets = [string, ...string[]];
type Paths = Pick<ReturnType<typeof dataPaths>, 'secretKey' | 'database'>;

/** The configured root keys, else those kept in the data directory; undefined where there are none. */
export function findRootSecrets(config: Config, { secretKey }: Paths): RootSecrets | undefined {
  if (config.rootSecrets) return config.rootSecrets;
  const text = readIfPresent(secretKey);
  if (text === undefined) return undefined;
  const [current, ...older] = text.split(/[\s,]+/).filter(Boolean);
  if (!current) throw new StartError(`${secretKey} is empty: put the root key back into it`);
  return [current, ...older];
}

/** The same; where there are none and no data either, one is made and kept in the data directory (0600). */
export function readRootSecrets(config: Config, paths: Paths): RootSecrets {
  // Looked at first: a parallel first start makes the key before the data.
  const hasData = Boolean(statSync(paths.database, { throwIfNoEntry: false })?.size);
  const found = findRootSecrets(config, paths);
  if (found) return found;
  if (hasData) {
    throw new StartError(
      `${paths.secretKey} is missing, and nothing but it opens ${paths.database}: put it back, or set PORTICO_SECRET_KEY`,
    );
  }
  const made = `${randomBytes(48).toString('base64url')}\n`;
  const draft = `${paths.secretKey}.${process.pid}`;
  writeFileSync(draft, made, { mode: 0o600, flush: true });
  try {
    // A link fails where another process was faster: then its key is the one.
    linkSync(draft, paths.secretKey);
    syncFolder(dirname(paths.secretKey));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return findRootSecrets(config, paths) as RootSecrets;
}

/**
 * Notes in the data which root key is current, so that a wrong one is noticed at the start and not at the first
 * sign-in. Throws StartError where the one noted before is not in the ring.
 */
export async function claimRootKey({ database, ...start }: Claim & { database: Database }): Promise<void> {
  const { settings, keyring } = start;
  if ((await settings.find('root-key-id')) === keyring.currentId) return;
  await transact(database, async (tx) => {
    await requireNotedRoot(tx, start);
    await settings.put(tx, 'root-key-id', keyring.currentId);
  });
}

interface Claim {
  settings: Settings;
  keyring: Keyring;
  /** Where the data is. */
  place: string;
}

/** Throws StartError where the root key that is noted in the data is not in the ring. */
export async function requireNotedRoot(at: Db, { settings, keyring, place }: Claim): Promise<void> {
  const noted = await settings.find('root-key-id', at);
  if (noted === undefined || keyring.ids.includes(noted)) return;
  throw new StartError(
    `the data in ${place} was made with root key ${noted}, and only ${keyring.ids.join(', ')} is at hand: put its secret.key back, or add it to PORTICO_SECRET_KEY, which every node has in common`,
  );
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read: ${(error as Error).message}`, error);
  }
}
