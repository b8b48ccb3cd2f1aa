import type { Database } from '../db/database.ts';
import { migrate, programVersion, schemaState } from '../db/migrate.ts';
import { StartError } from './start-error.ts';

/**
 * Brings the schema up to this program's version and answers the steps applied. A new database is always set up.
 * Throws StartError for one that is damaged, newer than this program, or behind it where `pending` is to be refused.
 */
export async function prepareDatabase(
  database: Database,
  file: string,
  { pending, now }: { pending: 'apply' | 'refuse'; now: number },
): Promise<string[]> {
  try {
    const { version, isEmpty } = await schemaState(database);
    if (version > programVersion) {
      throw new StartError(
        `${file} belongs to a newer Portico (schema ${version}, this program knows ${programVersion}): use the newer program, or restore a backup`,
      );
    }
    if (version < programVersion && pending === 'refuse' && !isEmpty) {
      throw new StartError(
        `${file} is behind this program (schema ${version} of ${programVersion}): make a backup, then run \`npm run portico -- migrate\``,
      );
    }
    return await migrate(database, now);
  } catch (error) {
    throw describeDatabaseFailure(error, file) ?? error;
  }
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
