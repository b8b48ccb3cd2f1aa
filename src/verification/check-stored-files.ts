import { judgeSize, judgeStoredFile } from '../backup/soundness.ts';
import type { FileStore } from '../core/ports.ts';
import { createStoredFiles, type StoredFile } from '../core/stored-files/stored-files.ts';
import type { Database } from '../db/database.ts';
import type { VerificationReport } from './verification-report.ts';

/** Looks whether the files that rows name are in the store with their sizes, and with `deep` reads each. */
export async function checkStoredFiles(
  store: FileStore,
  { db, deep, report }: { db: Database; deep: boolean; report: VerificationReport },
): Promise<void> {
  const files = new Map<string, StoredFile['expected']>();
  for await (const { name, expected } of createStoredFiles({ db }).list()) files.set(name, expected);
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
