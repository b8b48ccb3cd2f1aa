import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { createMeter } from '../providers/storage/spent-buffers.ts';
import { StartError } from '../start/start-error.ts';
import { isWhole } from './checksum.ts';
import { type BackupContents, draftBackupFile } from './draft-backup.ts';
import { decrypt, encrypt } from './encryption.ts';
import { type BackupKeys, canOpen } from './keys.ts';
import { verifyBackup } from './open-backup.ts';
import { planRetention } from './retention.ts';
import { type BackupShelf, nameBackup } from './shelf.ts';
import { withContent } from './with-content.ts';
import type { WorkFolder } from './work-folder.ts';

/** A backup that was put on the shelf, found sound there, and what went for it. */
export interface ShelvedSummary extends BackupContents {
  name: string;
  sizeBytes: number;
  /** Names of older backups that the retention let go. */
  pruned: string[];
}

/**
 * Makes a backup, verifies it, puts it on the shelf, reads it there once more, and only then removes what the retention
 * lets go. Where a step fails nothing older is touched.
 */
export async function shelveBackup(
  config: Config,
  { folder, shelf, timeZone }: Pruning & { folder: WorkFolder },
): Promise<ShelvedSummary> {
  const { keys } = config.backup;
  // Asked first: a shelf that cannot be reached is told before the work is done.
  await shelf.list();
  const draft = folder.path('draft');
  const contents = await draftBackupFile(config, draft);
  await verifyBackup(draft, { keys: undefined, folder });
  const name = nameBackup(contents.createdAt, keys !== undefined);
  const { sizeBytes, sha256 } = await withContent(draft, async (plain) =>
    shelf.put(name, keys ? await encrypt(plain, keys) : plain),
  );
  try {
    await verifyShelved(shelf, { name, sha256, keys });
  } catch (error) {
    await shelf.remove(name);
    throw error;
  }
  return { ...contents, name, sizeBytes, pruned: await pruneShelf(config, { shelf, timeZone }) };
}

/** A shelf, and the zone whose days count there. */
interface Pruning {
  shelf: BackupShelf;
  timeZone: string;
}

/** The names of what the retention lets go, oldest first. */
export async function planPruning({ backup: { retention } }: Config, { shelf, timeZone }: Pruning): Promise<string[]> {
  const { pruned } = planRetention(await shelf.list(), retention, timeZone);
  return pruned.map(({ name }) => name).reverse();
}

/** Removes that, and answers the names. */
export async function pruneShelf(config: Config, pruning: Pruning): Promise<string[]> {
  const names = await planPruning(config, pruning);
  for (const name of names) await pruning.shelf.remove(name);
  return names;
}

/** What lies there must be what was sent, and, where the keys at hand open it, a whole backup. */
async function verifyShelved(
  shelf: BackupShelf,
  { name, sha256, keys }: { name: string; sha256: string; keys: BackupKeys | undefined },
): Promise<void> {
  const damaged = new StartError(`${name} is not in ${shelf.place} what was put there: it was removed again`);
  const hash = createHash('sha256');
  // Errors are told by the stream itself.
  const read = pipeline(
    await shelf.read(name),
    createMeter((chunk) => void hash.update(chunk)),
    () => undefined,
  );
  if (!keys || canOpen(keys)) {
    if (!(await isWhole(keys ? await decrypt(read, keys, name) : read))) throw damaged;
  } else {
    await finished(read.resume());
  }
  if (hash.digest('hex') !== sha256) throw damaged;
}
