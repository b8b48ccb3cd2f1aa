import { dirname } from 'node:path';
import { beginAuditLog } from '../core/audit/beginning.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import type { Clock } from '../core/ports.ts';
import { createSettings } from '../core/settings/settings.ts';
import type { Database } from '../db/database.ts';
import { migrate, programVersion, schemaState } from '../db/migrate.ts';
import { requireNotedRoot } from './root-secrets.ts';
import { StartError } from './start-error.ts';

/**
 * Brings the schema up to this program's version and answers the steps applied. A new database is always set up.
 * Throws StartError for one that is damaged, newer than this program, or behind it where `pending` is to be refused.
 */
export async function prepareDatabase(
  database: Database,
  file: string,
  { pending, clock, keyring }: { pending: 'apply' | 'refuse'; clock: Clock; keyring: Keyring },
): Promise<string[]> {
  const settings = createSettings({ db: database });
  try {
    const { isEmpty } = await schemaState(database);
    if (pending === 'refuse' && !isEmpty) await requireCurrentSchema(database, file);
    else await refuseNewerSchema(database, file);
    return await migrate(database, clock.now(), {
      async beginAuditLog(tx) {
        // A log begun under a wrong root key could not be written any more under the right one.
        await requireNotedRoot(tx, { settings, keyring, dataDir: dirname(file) });
        await beginAuditLog(tx, { keyring, clock, settings });
      },
    });
  } catch (error) {
    throw describeDatabaseFailure(error, file) ?? error;
  }
}

/** Throws StartError for a database that is newer than this program, or behind it. Changes nothing. */
export async function requireCurrentSchema(database: Database, file: string): Promise<void> {
  const version = await refuseNewerSchema(database, file);
  if (version === programVersion) return;
  throw new StartError(
    `${file} is behind this program (schema ${version} of ${programVersion}): make a backup, then run \`npm run portico -- migrate\``,
  );
}

async function refuseNewerSchema(database: Database, file: string): Promise<number> {
  const { version } = await schemaState(database);
  if (version <= programVersion) return version;
  throw new StartError(
    `${file} belongs to a newer Portico (schema ${version}, this program knows ${programVersion}): use the newer program, or restore a backup`,
  );
}

/** The StartError for what SQLite says of a file it cannot work with; undefined for other errors. */
export function describeDatabaseFailure(error: unknown, file: string): StartError | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StartError(
      `${file} is damaged (${message}): move it away together with its -wal and -shm, and restore a backup`,
      error,
    );
  }
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM|AUTH|BUSY|LOCKED)/.test(code)) {
    return new StartError(`${file} cannot be used (${code}: ${message})`, error);
  }
  return undefined;
}
