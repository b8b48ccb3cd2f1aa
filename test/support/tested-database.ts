import { randomBytes } from 'node:crypto';
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

/** A database of the test's own on the cluster. */
export interface OwnDatabase {
  address: string;
  /** To be called when whatever was opened on it is closed. */
  drop(): Promise<void>;
}

/** The root key that `templateName` was migrated under. */
export const templateRoot = 'template'.padEnd(40, '-');

/** A migrated database that every run on PostgreSQL has, to be copied: faster than to migrate each time anew. */
export const templateName = 'portico_template';

/** Makes one, empty or a copy of another. */
export async function createPostgresDatabase(template = 'template1'): Promise<OwnDatabase> {
  if (cluster === undefined) throw new Error('this run is about SQLite');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(cluster, `create database ${name} template ${template}`);
  return {
    address: new URL(`/${name}`, cluster).href,
    drop: () => query(cluster, `drop database ${name} with (force)`),
  };
}

/** Opens what the configuration would say as `PORTICO_DATABASE_URL`, or a SQLite file. */
export function openByAddress(address: string): Database {
  return address.startsWith('postgres:')
    ? openPostgres({ url: address, tls: false, most: 10, mostWaiting: 1000 }).db
    : openDatabase(address);
}
