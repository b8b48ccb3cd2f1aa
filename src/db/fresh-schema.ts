import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Database, openDatabase } from './database.ts';
import { migrate, withoutAuditLog } from './migrate.ts';
import type { PostgresOptions } from './postgres/options.ts';
import { describeSchema } from './schema-description.ts';
import { openSqliteRows } from './transfer/sqlite-rows.ts';
import type { TableShape } from './transfer/table-shapes.ts';

/** What this program's migrations make of nothing. */
export interface FreshSchema {
  tables: TableShape[];
  /** As `describeSchema` tells it. */
  description: string[];
}

/** Migrates an empty database of the same kind, which is gone afterwards: a file, or a schema beside the one that is served. */
export async function describeFreshSchema(postgres?: { db: Database; options: PostgresOptions }): Promise<FreshSchema> {
  const folder = await mkdtemp(join(tmpdir(), 'portico-schema-'));
  try {
    const file = join(folder, 'fresh.db');
    const description = await migrateAndDescribe(openDatabase(file));
    const rows = openSqliteRows(file);
    const { tables } = rows;
    rows.close();
    return { tables, description: postgres ? await describeOnPostgres(postgres) : description };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Only those load PostgreSQL's driver who use it. */
async function describeOnPostgres({ db, options }: { db: Database; options: PostgresOptions }): Promise<string[]> {
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  const name = `portico_verify_${randomBytes(6).toString('hex')}`;
  const url = new URL(options.url);
  url.searchParams.set('options', `-c search_path=${name}`);
  await sql`create schema ${sql.ref(name)}`.execute(db);
  try {
    return await migrateAndDescribe(openPostgres({ ...options, url: url.href, isPatient: true }).db);
  } finally {
    await sql`drop schema ${sql.ref(name)} cascade`.execute(db);
  }
}

async function migrateAndDescribe(db: Database): Promise<string[]> {
  try {
    await migrate(db, 0, withoutAuditLog);
    return await describeSchema(db);
  } finally {
    await db.destroy();
  }
}
