import { beginAuditLog } from '../core/audit/beginning.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import { listLiveNodes, nodesSince } from '../core/nodes/nodes.ts';
import type { Clock } from '../core/ports.ts';
import { createSettings } from '../core/settings/settings.ts';
import type { Database } from '../db/database.ts';
import { migrate, oldestProgramAfter, programVersion, type SchemaState, schemaState } from '../db/migrate.ts';
import { findUnfinishedMove } from '../db/transfer/move-ledger.ts';
import { unavailableCode } from '../db/unavailable.ts';
import { requireNotedRoot } from './root-secrets.ts';
import { StartError } from './start-error.ts';

/**
 * Brings the schema up to this program's version and answers the steps applied. A new database is always set up; one that
 * is newer, but still works with this program, is left as it is. Throws StartError for one that is damaged, too new, half
 * filled by a move, behind this program where `pending` is to be refused, or served by nodes that a pending step would
 * break.
 */
export async function prepareDatabase(
  database: Database,
  place: string,
  { pending, clock, keyring }: { pending: 'apply' | 'refuse'; clock: Clock; keyring: Keyring },
): Promise<string[]> {
  const settings = createSettings({ db: database });
  try {
    await refuseUnfinishedMove(database, place);
    const state = await schemaState(database);
    refuseTooNew(state, place);
    // Most starts: whoever has nothing to apply need not write either.
    if (state.version >= programVersion) return [];
    if (pending === 'refuse' && !state.isEmpty) refusePending(state, place);
    await refuseToBreakNodes(database, state);
    return await migrate(database, clock.now(), {
      async beginAuditLog(tx) {
        // A log begun under a wrong root key could not be written any more under the right one.
        await requireNotedRoot(tx, { settings, keyring, place });
        await beginAuditLog(tx, { keyring, clock, settings });
      },
    });
  } catch (error) {
    throw describeDatabaseFailure(error, place) ?? error;
  }
}

/** Throws StartError for a database that does not work with this program. Changes nothing. */
export async function requireCurrentSchema(database: Database, place: string): Promise<void> {
  const state = await schemaState(database);
  refuseTooNew(state, place);
  refusePending(state, place);
}

function refusePending({ version }: SchemaState, place: string): void {
  if (version >= programVersion) return;
  throw new StartError(
    `${place} is behind this program (schema ${version} of ${programVersion}): make a backup, then run \`npm run portico -- migrate\``,
  );
}

async function refuseUnfinishedMove(database: Database, place: string): Promise<void> {
  const phase = await findUnfinishedMove(database);
  if (phase === undefined) return;
  throw new StartError(
    phase === 'differs'
      ? `${place} is not what was moved into it, as the move found out: create an empty database, and move again`
      : `the move into ${place} is not complete: run \`npm run -s portico -- move\` again, which goes on where it ended, or leave PORTICO_DATABASE_URL out to serve the SQLite database as before`,
  );
}

function refuseTooNew({ version, oldestProgram }: SchemaState, place: string): void {
  if (oldestProgram <= programVersion) return;
  throw new StartError(
    `${place} belongs to a newer Portico (schema ${version}, which needs a program that knows ${oldestProgram}; this one knows ${programVersion}): use the newer program, or restore a backup`,
  );
}

/** Expand, then contract: what an older program still needs goes when none of them serves any more. */
async function refuseToBreakNodes(database: Database, { version }: SchemaState): Promise<void> {
  if (version < nodesSince) return;
  const oldest = oldestProgramAfter(version);
  const older = (await listLiveNodes(database)).filter((node) => node.programVersion < oldest);
  if (older.length === 0) return;
  throw new StartError(
    `${older.map(({ name }) => name).join(', ')} still serve with a program that would fail afterwards: replace them by a newer one first (one that was killed counts for half a minute more)`,
  );
}

/** The StartError for what a database says that cannot be worked with; undefined for other errors. */
export function describeDatabaseFailure(error: unknown, place: string): StartError | undefined {
  const { code, message, cause } = error as { code?: unknown; message?: string; cause?: Error };
  if (typeof code !== 'string') return undefined;
  if (code === unavailableCode) {
    return new StartError(`${place} cannot be used (${cause?.message || message}): ${adviceFor(cause)}`, error);
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StartError(
      `${place} is damaged (${message}): move it away together with its -wal and -shm, and restore a backup`,
      error,
    );
  }
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM|AUTH|BUSY|LOCKED)/.test(code)) {
    return new StartError(`${place} cannot be used (${code}: ${message})`, error);
  }
  return undefined;
}

function adviceFor(cause: unknown): string {
  const { code = '' } = (cause ?? {}) as { code?: string };
  if (code === '3D000') return 'create the database first, for example with createdb';
  if (code.startsWith('28')) return 'look at the user and the password in PORTICO_DATABASE_URL';
  if (code === 'ECONNREFUSED') return 'start PostgreSQL, or look at host and port in PORTICO_DATABASE_URL';
  if (code === '55P03')
    return 'a backup or another long transaction is at a table that a migration changes; nothing was changed: run it again when that is over';
  return 'look at PORTICO_DATABASE_URL and at the log of PostgreSQL';
}
