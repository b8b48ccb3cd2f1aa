import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';

/** A migrated SQLite database in a directory of its own; ends with the test. */
export async function openTestDatabase(context: {
  after(ending: () => Promise<void>): void;
}): Promise<{ db: Database; directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'portico-db-'));
  const db = openDatabase(join(directory, 'test.db'));
  await migrate(db, Date.now());
  context.after(async () => {
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  });
  return { db, directory };
}
