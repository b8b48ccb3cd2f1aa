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

interface Migration {
  version: number;
  name: string;
  up(db: Tx, tools: MigrationTools): Promise<void>;
}

/** What a step needs that is not the database's to know. */
interface MigrationTools {
  /** Begins the chain of the audit log. */
  beginAuditLog(tx: Tx): Promise<void>;
}

/** Every step there is, oldest first; forward only. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'directory', up: directory.up },
  { version: 2, name: 'console', up: operatorsConsole.up },
  { version: 3, name: 'queue', up: queue.up },
  { version: 4, name: 'webhooks', up: webhooks.up },
  { version: 5, name: 'code-guard', up: codeGuard.up },
  { version: 6, name: 'push-devices', up: pushDevices.up },
  { version: 7, name: 'mailed-links', up: mailedLinks.up },
];

/** The schema version that this program reads and writes. */
export const programVersion = migrations.at(-1)?.version ?? 0;

/** The schema version of a database, 0 before the first step, and whether there is nothing in it at all. Changes nothing. */
export async function schemaState(database: Database): Promise<{ version: number; isEmpty: boolean }> {
  const tables = await listTables(database);
  if (!tables.includes('schema_migrations')) return { version: 0, isEmpty: tables.length === 0 };
  const row = await database
    .selectFrom('schema_migrations')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return { version: Number(row?.version ?? 0), isEmpty: tables.length === 1 };
}

/** Applies what is pending, each step whole or not at all, and answers the names of the steps applied. */
export async function migrate(
  database: Database,
  now: number,
  { through = programVersion, ...tools }: MigrationTools & { through?: number },
): Promise<string[]> {
  await createLedger(database);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (migration.version > through) break;
    if (await applyOnce(database, migration, { now, tools })) applied.push(migration.name);
  }
  return applied;
}

function applyOnce(
  database: Database,
  migration: Migration,
  { now, tools }: { now: number; tools: MigrationTools },
): Promise<boolean> {
  return transact(database, async (tx) => {
    const claimed = await tx
      .insertInto('schema_migrations')
      .values({ version: migration.version, name: migration.name, applied_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows === 0n) return false;
    await migration.up(tx, tools);
    return true;
  });
}

/** Of two who create a table at once PostgreSQL fails one, whether or not it exists. */
async function createLedger(database: Database): Promise<void> {
  await transact(database, async (tx) => {
    await takeTurn(tx, 'migrations');
    await sql`create table if not exists schema_migrations
      (version integer primary key, name text not null, applied_at bigint not null)`.execute(tx);
  });
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
