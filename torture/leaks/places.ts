import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { findPostgres } from '../../scripts/postgres.mjs';
import type { Database } from '../../src/db/database.ts';
import { backUp, placeOf } from '../../test/support/backup.ts';
import type { startPortico } from '../../test/support/portico.ts';

/** Somewhere that outlives a request, and what is in it. */
export interface Place {
  name: string;
  bytes: Buffer;
}

/** Every file below a folder: of SQLite the log and the pages that are free, too. */
export function readFolder(folder: string, name: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { name: `${name}${file.slice(folder.length)}`, bytes: readFileSync(file) };
    });
}

/** Every value of every table as text, so that a short one is seen to stand alone. */
export async function readTables(db: Database): Promise<Place[]> {
  const tables = await db.introspection.getTables();
  return Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
      const values = rows.flatMap((row) => Object.values(row).map((value) => JSON.stringify(value)));
      return { name: `table ${name}`, bytes: Buffer.from(values.join('\n')) };
    }),
  );
}

/** What `pg_dump` writes, and the raw files of the whole cluster, its write-ahead log among them. */
export async function readPostgres(db: Database, databaseUrl: string): Promise<Place[]> {
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db);
  await sql`checkpoint`.execute(db);
  const dump = execFileSync(join(findPostgres() ?? '', 'pg_dump'), ['--inserts', databaseUrl], { maxBuffer: 2 ** 28 });
  return [{ name: 'pg_dump', bytes: dump }, ...readFolder(rows[0]?.data_directory ?? '', 'cluster')];
}

/** An unencrypted backup of a server that goes on serving. */
export async function readBackup(
  at: Awaited<ReturnType<typeof startPortico>>,
  environment: Record<string, string>,
): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-leaks-'));
  try {
    const file = join(folder, 'backup');
    const { environment: own, dataDir } = placeOf(at);
    const { status, stderr } = await backUp({ dataDir, environment: { ...environment, ...own } }, file);
    if (status !== 0) throw new Error(stderr);
    return { name: 'backup', bytes: readFileSync(file) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
