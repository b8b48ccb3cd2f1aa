import { hashStoredFile, judgeStoredFile } from '../../backup/soundness.ts';
import type { FileStore } from '../../core/ports.ts';
import type { StoredFile } from '../../core/stored-files/stored-files.ts';

/** What became of the files that the database names. */
export interface CopySummary {
  copied: number;
  /** They were there before, and are what they should be. */
  alreadyThere: number;
  copiedBytes: number;
  /** Names of files that neither place has. */
  missing: string[];
  /** Names of files that are not what was once received. */
  damaged: string[];
}

/** Two places for files. */
export interface Places {
  from: FileStore;
  to: FileStore;
}

type Outcome = 'copied' | 'there' | 'missing' | 'damaged';

/**
 * Copies files, each read back and compared before the next one begins. What is there already and sound stays, so that
 * a run that was broken off goes on where it was. Throws `storage.unavailable`.
 */
export async function copyFiles(
  files: AsyncIterable<StoredFile>,
  places: Places,
  onProgress: (summary: CopySummary) => void,
): Promise<CopySummary> {
  const summary: CopySummary = { copied: 0, alreadyThere: 0, copiedBytes: 0, missing: [], damaged: [] };
  for await (const file of files) {
    const { outcome, sizeBytes } = await copyFile(file, places);
    if (outcome === 'copied') {
      summary.copied += 1;
      summary.copiedBytes += sizeBytes;
    } else if (outcome === 'there') summary.alreadyThere += 1;
    else summary[outcome].push(file.name);
    onProgress(summary);
  }
  return summary;
}

async function copyFile(
  { name, expected: noted }: StoredFile,
  { from, to }: Places,
): Promise<{ outcome: Outcome; sizeBytes: number }> {
  const expected = noted ?? (await describe(from, name));
  const before = await judgeStoredFile(to, name, expected);
  if (before === 'sound') return { outcome: 'there', sizeBytes: 0 };
  if (!expected || !(await from.find(name))) return { outcome: 'missing', sizeBytes: 0 };
  const staged = await to.stage(name, from.read(name));
  try {
    if (staged.sha256 !== expected.sha256) return { outcome: 'damaged', sizeBytes: 0 };
    // Names are never used twice: what is there and differs is damaged.
    if (before === 'damaged') await to.remove(name);
    await staged.keep();
  } finally {
    await staged.discard();
  }
  const after = await judgeStoredFile(to, name, expected);
  if (after !== 'sound') throw new Error(`${name} was copied and is ${after} there`);
  return { outcome: 'copied', sizeBytes: staged.sizeBytes };
}

/** Of files that nobody noted anything of, what they are now is what they should be. */
async function describe(store: FileStore, name: string): Promise<StoredFile['expected']> {
  const found = await store.find(name);
  return found && { sizeBytes: found.sizeBytes, sha256: await hashStoredFile(store, name) };
}
