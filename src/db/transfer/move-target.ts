import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { migrate, programVersion, withoutAuditLog } from '../migrate.ts';
import { type MoveLedger, noteStructure, openLedger } from './move-ledger.ts';
import type { PostgresSession } from './postgres-session.ts';
import { dropStructure, readStructure } from './postgres-structure.ts';
import { columnsOf, type TableShape } from './table-shapes.ts';

/** What keeps a database from being moved into. */
export type TargetProblem =
  | { kind: 'encoding'; encoding: string }
  | { kind: 'foreign'; tables: string[] }
  | { kind: 'version'; version: number }
  | { kind: 'rows'; tables: string[] };

const ledgerOfMigrations = 'schema_migrations';
// Programs that knew of no older ones wrote it without the last.
const ledgerColumns = /^version integer,name text,applied_at bigint(,oldest_program bigint)?$/;
const lockWaitMs = 10_000;
const lockRetryMs = 250;

/**
 * Makes the target the session's: by a lock that the end of the session lifts. A broken-off move may hold it for a moment
 * longer. False where another move holds it.
 */
export async function lockTarget(session: PostgresSession): Promise<boolean> {
  for (const deadline = Date.now() + lockWaitMs; ; ) {
    const [taken] = await session.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended('portico move', 0)) as taken",
    );
    if (taken?.taken) return true;
    if (Date.now() > deadline) return false;
    await pause(lockRetryMs);
  }
}

/** Why the database cannot be filled; undefined for one that is empty, or holds the tables of this program and no row. */
export async function findTargetProblem(
  session: PostgresSession,
  tables: readonly TableShape[],
): Promise<TargetProblem | undefined> {
  const [server] = await session.query<{ encoding: string }>("select current_setting('server_encoding') as encoding");
  if (server?.encoding !== 'UTF8') return { kind: 'encoding', encoding: server?.encoding ?? '' };
  const names = [...tables.map(({ name }) => name), ledgerOfMigrations];
  const found = await session.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relname = any ($1)
      order by 1`,
    [names],
  );
  const present = found.map(({ name }) => name);
  if (present.length === 0) return undefined;
  const version = await findVersion(session);
  if (version === undefined) return { kind: 'foreign', tables: present };
  if (version !== programVersion) return { kind: 'version', version };
  const filled = await findFilled(
    session,
    present.filter((name) => name !== ledgerOfMigrations),
  );
  return filled.length === 0 ? undefined : { kind: 'rows', tables: filled };
}

/** The version of our schema; undefined where what is there is not ours. */
async function findVersion(session: PostgresSession): Promise<number | undefined> {
  const columns = await session.query<{ told: string }>(
    `select attname || ' ' || atttypid::regtype as told from pg_attribute
      where attrelid = to_regclass('${ledgerOfMigrations}') and attnum > 0 and not attisdropped order by attnum`,
  );
  if (!ledgerColumns.test(columns.map(({ told }) => told).join())) return undefined;
  const [row] = await session.query<{ version: number | null }>(
    `select max(version) as version from ${ledgerOfMigrations}`,
  );
  return row?.version ?? 0;
}

async function findFilled(session: PostgresSession, tables: readonly string[]): Promise<string[]> {
  const filled: string[] = [];
  for (const name of tables) {
    const rows = await session.query(`select from "${name}" limit 1`);
    if (rows.length > 0) filled.push(name);
  }
  return filled;
}

/** Gives a target that has its ledger the schema. */
export async function migrateTarget(db: Database): Promise<void> {
  await migrate(db, Date.now(), withoutAuditLog);
}

/**
 * Leaves nothing but primary keys and guards in the way of rows, and no row; answers the ledger, which keeps what was taken
 * away.
 */
export async function bareTarget(session: PostgresSession, tables: readonly TableShape[]): Promise<MoveLedger> {
  const names = tables.map(({ name }) => name);
  await session.transaction(async () => {
    const parts = await readStructure(session, names);
    await noteStructure(session, parts);
    await dropStructure(session, parts);
    // What a migration of nothing put there by itself.
    for (const name of names) await session.query(`delete from "${name}"`);
  });
  return (await openLedger(session)) as MoveLedger;
}

/** Those that the target has not, or has with other columns. */
export async function findUnknownTables(session: PostgresSession, tables: readonly TableShape[]): Promise<string[]> {
  const rows = await session.query<{ table: string; columns: string[] }>(
    `select relname as "table", array_agg(attname::text) as columns
      from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname = any ($1) group by 1`,
    [tables.map(({ name }) => name)],
  );
  const known = new Map(rows.map(({ table, columns }) => [table, columns.toSorted().join()]));
  return tables.filter((table) => known.get(table.name) !== columnsOf(table).toSorted().join()).map(({ name }) => name);
}
