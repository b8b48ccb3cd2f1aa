import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, type Tx, takeTurn, transact } from './database.ts';
import { isPostgres } from './dialect.ts';
import * as directory from './migrations/0001-directory.ts';
import * as operatorsConsole from './migrations/0002-console.ts';
import * as queue from './migrations/0003-queue.ts';
import * as webhooks from './migrations/0004-webhooks.ts';
import * as codeGuard from './migrations/0005-code-guard.ts';
import * as pushDevices from './migrations/0006-push-devices.ts';
import * as mailedLinks from './migrations/0007-mailed-links.ts';
import * as nodes from './migrations/0008-nodes.ts';
import * as accountCounts from './migrations/0009-account-counts.ts';
import * as formerAccounts from './migrations/0010-former-accounts.ts';
import * as doorUses from './migrations/0011-door-uses.ts';
import { isLockTimeout } from './postgres/failures.ts';
import { isBusy } from './sqlite/busy.ts';

interface Migration {
  version: number;
  name: string;
  /**
   * The oldest program, by its schema version, that goes on working once this step is applied: where a step only adds, an
   * older one. Unless told, only those that know the step (ADR 0021).
   */
  oldestProgram?: number;
  up(db: Tx, tools: MigrationTools): Promise<void>;
}

/** What a step needs that is not the database's to know. */
interface MigrationTools {
  /** Begins the chain of the audit log. */
  beginAuditLog(tx: Tx): Promise<void>;
}

/** For a database whose audit log comes from elsewhere, or has no part in what is done. */
export const withoutAuditLog: MigrationTools = { beginAuditLog: async () => {} };

/** Every step there is, oldest first; forward only. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'directory', up: directory.up },
  { version: 2, name: 'console', up: operatorsConsole.up },
  { version: 3, name: 'queue', up: queue.up },
  { version: 4, name: 'webhooks', up: webhooks.up },
  { version: 5, name: 'code-guard', up: codeGuard.up },
  { version: 6, name: 'push-devices', up: pushDevices.up },
  { version: 7, name: 'mailed-links', up: mailedLinks.up },
  { version: 8, name: 'nodes', oldestProgram: 7, up: nodes.up },
  { version: 9, name: 'account-counts', oldestProgram: 7, up: accountCounts.up },
  { version: 10, name: 'former-accounts', oldestProgram: 7, up: formerAccounts.up },
  { version: 11, name: 'door-uses', oldestProgram: 7, up: doorUses.up },
];

/** The schema version that this program reads and writes. */
export const programVersion = migrations.at(-1)?.version ?? 0;

/** How long whoever holds the database, or a table, is waited for. */
const patienceMs = 60_000;
/** On PostgreSQL whoever waits to change a table holds up all who read it from then on: they have their turn in between. */
const lockTimeoutMs = 1_000;
const lockPauseMs = 1_000;

/** Where a database stands. */
export interface SchemaState {
  /** 0 before the first step. */
  version: number;
  /** The oldest program that works with it, by the schema version that it knows. */
  oldestProgram: number;
  /** Whether there is nothing in it at all. */
  isEmpty: boolean;
}

/** Changes nothing. */
export async function schemaState(database: Database): Promise<SchemaState> {
  const tables = await listTables(database);
  if (!tables.includes('schema_migrations')) return { version: 0, oldestProgram: 0, isEmpty: tables.length === 0 };
  // Whole rows, since the newest column is absent where an older program made the table.
  const rows = await database.selectFrom('schema_migrations').selectAll().execute();
  return {
    version: Math.max(0, ...rows.map(({ version }) => version)),
    oldestProgram: Math.max(0, ...rows.map(({ version, oldest_program }) => oldest_program ?? version)),
    isEmpty: tables.length === 1,
  };
}

/** The oldest program that works with a database of that version once all that is pending there is applied. */
export function oldestProgramAfter(version: number): number {
  const pending = migrations.filter((step) => step.version > version);
  return Math.max(0, ...pending.map((step) => step.oldestProgram ?? step.version));
}

/**
 * Applies what is pending, each step whole or not at all, and answers the names of the steps applied. An empty database is
 * set up all at once, so that nobody who starts beside it meets half a schema.
 */
export async function migrate(
  database: Database,
  now: number,
  { through = programVersion, ...tools }: MigrationTools & { through?: number },
): Promise<string[]> {
  await createLedger(database);
  const steps = migrations.filter(({ version }) => version <= through);
  const apply = (some: readonly Migration[]) =>
    transactPatiently(database, (tx) => applyPending(tx, some, { now, tools }));
  if ((await schemaState(database)).isEmpty) return apply(steps);
  const applied: string[] = [];
  for (const step of steps) applied.push(...(await apply([step])));
  return applied;
}

/**
 * On SQLite whoever writes meanwhile may be setting up the whole schema, for longer than anybody waits for a write elsewhere.
 * On PostgreSQL a backup may be reading the table that is to be changed.
 */
async function transactPatiently<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    try {
      return await transact(database, work);
    } catch (error) {
      const isHeld = isLockTimeout(error);
      if (Date.now() > deadline || !(isHeld || isBusy(error))) throw error;
      if (isHeld) await pause(lockPauseMs);
    }
  }
}

/** From now on a program that does not know the step refuses the database: what only it understands is being written. */
export async function forbidOlderPrograms(db: Database, version: number): Promise<void> {
  await db.updateTable('schema_migrations').set({ oldest_program: version }).where('version', '=', version).execute();
}

/** Whoever applies the same step at the same time is waited for, and has done it then. */
async function applyPending(
  tx: Tx,
  steps: readonly Migration[],
  { now, tools }: { now: number; tools: MigrationTools },
): Promise<string[]> {
  const applied: string[] = [];
  for (const { version, name, oldestProgram = version, up } of steps) {
    const claimed = await tx
      .insertInto('schema_migrations')
      .values({ version, name, applied_at: now, oldest_program: oldestProgram })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows === 0n) continue;
    // Only now: whoever applies the same step may take longer.
    if (isPostgres(tx)) await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(tx);
    await up(tx, tools);
    applied.push(name);
  }
  return applied;
}

/** Of two who create a table at once PostgreSQL fails one, whether or not it exists. */
async function createLedger(database: Database): Promise<void> {
  await transactPatiently(database, async (tx) => {
    await takeTurn(tx, 'migrations');
    await sql`create table if not exists schema_migrations
      (version integer primary key, name text not null, applied_at bigint not null, "oldest_program" bigint)`.execute(
      tx,
    );
    if (await lacksOldestProgram(tx)) {
      await tx.schema.alterTable('schema_migrations').addColumn('oldest_program', 'bigint').execute();
    }
  });
}

/** As programs made it that knew of no older ones. */
async function lacksOldestProgram(tx: Tx): Promise<boolean> {
  const { rows } = await (isPostgres(tx)
    ? sql`select 1 from information_schema.columns
        where table_schema = current_schema() and table_name = 'schema_migrations' and column_name = 'oldest_program'`
    : sql`select 1 from pragma_table_info('schema_migrations') where name = 'oldest_program'`
  ).execute(tx);
  return rows.length === 0;
}

/** Those of our schema: on PostgreSQL others may stand beside it. */
async function listTables(database: Database): Promise<string[]> {
  const { rows } = await (isPostgres(database)
    ? sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()`
    : sql<{
        name: string;
      }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite!_%' escape '!'`
  ).execute(database);
  return rows.map(({ name }) => name);
}
