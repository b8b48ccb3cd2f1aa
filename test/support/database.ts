import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audit, createAudit } from '../../src/core/audit/audit.ts';
import { beginAuditLog } from '../../src/core/audit/beginning.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createSettings } from '../../src/core/settings/settings.ts';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';

const auditRoot = 'audit'.padEnd(40, '-');

/** For tests of what the audit log has no part in. */
export const withoutAuditLog = { beginAuditLog: async (): Promise<void> => {} };

/** A migrated SQLite database in a directory of its own, its audit log begun under `root`; ends with the test. */
export async function openTestDatabase(
  context: { after(ending: () => Promise<void>): void },
  root = auditRoot,
): Promise<{ db: Database; directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'portico-db-'));
  const db = openDatabase(join(directory, 'test.db'));
  const keyring = createKeyring([root]);
  const deps = { keyring, clock: { now: () => Date.now() }, settings: createSettings({ db }) };
  await migrate(db, Date.now(), { beginAuditLog: (tx) => beginAuditLog(tx, deps) });
  context.after(async () => {
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  });
  return { db, directory };
}

/** The audit log of a test database, sealed under a root key of its own, whichever keys a test is about. */
export function createTestAudit(db: Database, clock: Clock): Audit {
  return createAudit({
    db,
    keyring: createKeyring([auditRoot]),
    clock,
    settings: createSettings({ db }),
    notes: { read: async () => [], add() {}, addRestored() {} },
    onDamage() {},
  });
}
