import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from './database.ts';
import { migrate, withoutAuditLog } from './migrate.ts';

/** An empty SQLite database of this program's schema, for what is tried out; `close` removes it. */
export async function openScratchDatabase(now: number): Promise<{ db: Database; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'portico-scratch-'));
  const db = openDatabase(join(folder, 'scratch.db'));
  const close = async (): Promise<void> => {
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(db, now, withoutAuditLog);
    return { db, close };
  } catch (error) {
    await close();
    throw error;
  }
}
