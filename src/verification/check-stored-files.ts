import { judgeStoredFile } from '../backup/soundness.ts';
import { findStoredName } from '../core/avatars/avatars.ts';
import type { FileStore } from '../core/ports.ts';
import type { Database } from '../db/database.ts';
import { findNamedFiles, type NamedFile } from '../db/named-files.ts';
import type { VerificationReport } from './verification-report.ts';

/** What becomes of one file. */
type State = 'sound' | 'damaged' | 'missing';

/** Looks whether the files that rows name are in the store with their sizes, and with `deep` reads each. */
export async function checkStoredFiles(
  store: FileStore,
  { db, deep, report }: { db: Database; deep: boolean; report: VerificationReport },
): Promise<void> {
  const { releases, avatars } = await findNamedFiles(db);
  const files = new Map<string, NamedFile | undefined>();
  for (const name of avatars.map(findStoredName)) if (name !== undefined) files.set(name, undefined);
  for (const file of releases) files.set(file.path, file);
  const judge = deep ? judgeStoredFile : judgeSize;
  let sound = 0;
  for (const [name, expected] of files) {
    const state = await judge(store, name, expected);
    if (state === 'sound') sound += 1;
    else report.fault(`stored files: ${name} is ${state}`);
  }
  const how = deep ? 'with their contents' : 'with their sizes; --deep reads them';
  report.tell(`stored files: ${sound} of ${files.size} are there, ${how}`);
}

async function judgeSize(store: FileStore, name: string, expected: NamedFile | undefined): Promise<State> {
  const found = await store.find(name);
  if (!found) return 'missing';
  return expected && found.sizeBytes !== expected.sizeBytes ? 'damaged' : 'sound';
}
