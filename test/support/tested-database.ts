import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { openPostgres } from '../../src/db/postgres/open-postgres.ts';
import { query } from './postgres.ts';

/** The PostgreSQL cluster that this run of the tests is about; undefined: SQLite. */
const cluster = process.env.PORTICO_TEST_POSTGRES;

/** Whether this run of the tests is about PostgreSQL. */
export const isPostgresRun = cluster !== undefined;

/** For guarantees that are about SQLite alone, such as the plans by which it finds rows. */
export const testOnSqlite: typeof test = isPostgresRun ? ((() => Promise.resolve()) as unknown as typeof test) : test;

/** The root key that `templateName` was migrated under. */
export const templateRoot = 'template'.padEnd(40, '-');

/** A migrated database that every run on PostgreSQL has, to be copied: faster than to migrate each time anew. */
export const templateName = 'portico_template';

/** A data directory with a database of the test's own: a file in there, or one on the cluster. */
export interface TestData {
  directory: string;
  /** What `openByAddress` takes. */
  address: string;
  /** What a house, a server or a command on these data is configured with. */
  environment: { PORTICO_DATA_DIR: string; PORTICO_DATABASE_URL?: string };
  /** To be called when whatever was opened on it is closed. */
  remove(): Promise<void>;
}

/** Makes both, with nothing in the database, or on PostgreSQL with what is in `template`. */
export async function createTestData(template = 'template1'): Promise<TestData> {
  const directory = mkdtempSync(join(tmpdir(), 'portico-test-'));
  const removeDirectory = (): void => rmSync(directory, { recursive: true, force: true });
  if (cluster === undefined) {
    const address = join(directory, 'portico.db');
    return {
      directory,
      address,
      environment: { PORTICO_DATA_DIR: directory },
      remove: async () => removeDirectory(),
    };
  }
  const { address, drop } = await createPostgresDatabase(template);
  return {
    directory,
    address,
    environment: { PORTICO_DATA_DIR: directory, PORTICO_DATABASE_URL: address },
    async remove() {
      await drop();
      removeDirectory();
    },
  };
}

/** A database alone, on the cluster; to be dropped when whatever was opened on it is closed. */
async function createPostgresDatabase(template = 'template1'): Promise<{ address: string; drop(): Promise<void> }> {
  if (cluster === undefined) throw new Error('this run is about SQLite');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(cluster, `create database ${name} template ${template}`);
  return {
    address: new URL(`/${name}`, cluster).href,
    async drop() {
      await query(cluster, `drop database ${name} with (force)`);
    },
  };
}

/** Opens what the configuration would say as `PORTICO_DATABASE_URL`, or a SQLite file; without limits that a busy machine would reach. */
export function openByAddress(address: string): Database {
  return address.startsWith('postgres:')
    ? openPostgres({ url: address, tls: false, most: 10, mostWaiting: 1000, isPatient: true }).db
    : openDatabase(address);
}
