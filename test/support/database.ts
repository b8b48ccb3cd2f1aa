import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audit, createAudit } from '../../src/core/audit/audit.ts';
import { beginAuditLog } from '../../src/core/audit/beginning.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createSettings } from '../../src/core/settings/settings.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Schema } from '../../src/db/schema.ts';
import { createTestData, isPostgresRun, openByAddress, templateName, templateRoot } from './tested-database.ts';

/** A migrated database, its audit log begun under `root`, and a directory, both the test's own; they end with it. */
export async function openTestDatabase(
  context: { after(ending: () => Promise<void>): void },
  root = templateRoot,
): Promise<{ db: Database; directory: string; address: string }> {
  const isTemplate = root === templateRoot;
  const data = await createTestData(isTemplate ? templateName : undefined);
  if (isTemplate && !isPostgresRun) copyFileSync(await findSqliteTemplate(), data.address);
  const db = openByAddress(data.address);
  if (!isTemplate) await migrateUnder(root, db);
  context.after(async () => {
    await db.destroy();
    await data.remove();
  });
  return { db, directory: data.directory, address: data.address };
}

let sqliteTemplate: Promise<string> | undefined;

/** A migrated file of this process, to be copied as `templateName` is on PostgreSQL. */
function findSqliteTemplate(): Promise<string> {
  sqliteTemplate ??= makeSqliteTemplate();
  return sqliteTemplate;
}

async function makeSqliteTemplate(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'portico-template-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'portico.db');
  const db = openByAddress(file);
  await migrateUnder(templateRoot, db);
  await db.destroy();
  return file;
}

/** All that is kept of it: the bytes of every file, or what every table answers. */
export async function readStored({ db, directory }: { db: Database; directory: string }): Promise<string> {
  if (!isPostgresRun) {
    return readdirSync(directory)
      .map((name) => readFileSync(join(directory, name), 'utf8'))
      .join('\n');
  }
  const tables = await db.introspection.getTables();
  const rows = tables.map(({ name }) =>
    db
      .selectFrom(name as keyof Schema)
      .selectAll()
      .execute(),
  );
  return JSON.stringify(await Promise.all<unknown>(rows));
}

/** Brings a database up to date, its audit log begun under `root`. */
export async function migrateUnder(root: string, db: Database): Promise<void> {
  const deps = { keyring: createKeyring([root]), clock: { now: () => Date.now() }, settings: createSettings({ db }) };
  await migrate(db, Date.now(), { beginAuditLog: (tx) => beginAuditLog(tx, deps) });
}

/** The audit log of a test database, sealed under a root key of its own, whichever keys a test is about. */
export function createTestAudit(db: Database, clock: Clock): Audit {
  return createAudit({
    db,
    lists: db,
    keyring: createKeyring([templateRoot]),
    clock,
    settings: createSettings({ db }),
    notes: { read: async () => [], add() {}, addRestored() {} },
    onDamage() {},
  });
}
