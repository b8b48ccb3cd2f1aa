import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import { startPostgres } from './postgres.ts';
import { openByAddress } from './tested-database.ts';

/** A way to open an empty database, more than once: each opening is as another process would have it. */
export interface EmptyDatabase {
  /** What a program in another process opens it with: `openByAddress`. */
  address: string;
  open(): Database;
}

interface Context {
  after(ending: () => Promise<void>): void;
}

/** One kind of database. */
export interface DatabaseKind {
  name: 'SQLite' | 'PostgreSQL';
  /** Every opening ends with the test. */
  createEmpty(context: Context): Promise<EmptyDatabase>;
}

/** Both kinds, with a PostgreSQL server that ends with the test file. */
export async function startBothDatabases(file: Context): Promise<DatabaseKind[]> {
  const postgres = await startPostgres(file);
  return [
    { name: 'SQLite', createEmpty: async (context) => opening(context, createFolder(context)) },
    { name: 'PostgreSQL', createEmpty: async (context) => opening(context, await postgres.createDatabase()) },
  ];
}

function opening(context: Context, address: string): EmptyDatabase {
  return {
    address,
    open() {
      const db = openByAddress(address);
      context.after(() => db.destroy());
      return db;
    },
  };
}

function createFolder(context: Context): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-empty-'));
  context.after(async () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'test.db');
}
