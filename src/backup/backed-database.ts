import { existsSync, statSync } from 'node:fs';
import { type Config, dataPaths } from '../config.ts';
import { insertAuditRow, putAuditHead, readAuditState } from '../core/audit/audit.store.ts';
import type { AuditAction } from '../core/audit/audit.ts';
import { appendTo, makeAuditKey, openAuditKey } from '../core/audit/chain.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import { upsertSetting } from '../core/settings/settings.store.ts';
import type { Database, Tx } from '../db/database.ts';
import { schemaState } from '../db/migrate.ts';
import { copySqlite } from '../db/sqlite/backup-file.ts';
import { holdsAccounts, type ReplacedLog, replaceContents } from '../db/sqlite/replace-contents.ts';
import { copyPostgres } from '../db/transfer/copy-postgres.ts';
import { holdsPostgresAccounts, readPostgresSize } from '../db/transfer/postgres-rows.ts';
import { replacePostgresContents } from '../db/transfer/replace-postgres.ts';
import { openPatientDatabase } from '../start/open-database.ts';
import { StartError } from '../start/start-error.ts';

/** The entry of the audit log that tells of a restore. */
export interface RestoreEntry {
  id: number;
  hash: string;
  at: number;
}

/** The configured database, as it is backed up and restored. */
export interface BackedDatabase {
  /** Whether there is anything at all to back up. */
  holdsData(): Promise<boolean>;
  /** Whether somebody's data lie in it: one account is enough. */
  holdsAccounts(): Promise<boolean>;
  /** About how much room a copy takes. */
  readSize(): Promise<number>;
  /** Copies everything, while others read and write it, as it is at one moment, into a new SQLite file of the same schema. */
  copyTo(file: string): Promise<void>;
  /**
   * Puts the rows of a SQLite file of this program's schema in place of what is there, in one transaction, which also
   * adds the entry of the audit log that it answers.
   */
  replaceBy(file: string, keyring: Keyring): Promise<RestoreEntry>;
}

/** Runs `work` on the configured database; nothing is made where there is none. */
export async function withBackedDatabase<T>(
  config: Config,
  work: (database: BackedDatabase) => Promise<T>,
): Promise<T> {
  if (!config.database) return work(backedSqlite(dataPaths(config.dataDir).database));
  const { db, close } = await openPatientDatabase(config);
  try {
    return await work(backedPostgres(db));
  } finally {
    await close();
  }
}

/** Throws StartError where there is nothing to back up. */
export async function requireDataToBackUp(config: Config): Promise<void> {
  if (await withBackedDatabase(config, (database) => database.holdsData())) return;
  throw new StartError(`there is nothing to back up in ${config.database ? 'the database' : config.dataDir}`);
}

function backedSqlite(file: string): BackedDatabase {
  return {
    holdsData: async () => existsSync(file),
    holdsAccounts: async () => existsSync(file) && holdsAccounts(file),
    readSize: async () => statSync(file).size,
    copyTo: (target) => copySqlite(file, target),
    replaceBy: async (source, keyring) => toEntry(replaceContents(file, source, (end) => chainRestore(keyring, end))),
  };
}

function backedPostgres(db: Database): BackedDatabase {
  const isSetUp = async (): Promise<boolean> => (await schemaState(db)).version > 0;
  return {
    holdsData: isSetUp,
    holdsAccounts: async () => (await isSetUp()) && holdsPostgresAccounts(db),
    readSize: () => readPostgresSize(db),
    copyTo: async (target) => copyPostgres(db, target, (await schemaState(db)).version),
    replaceBy: async (source, keyring) =>
      toEntry(await replacePostgresContents(db, source, (tx, newestId) => noteRestore(tx, keyring, newestId))),
  };
}

async function noteRestore(tx: Tx, keyring: Keyring, newestId: number) {
  const { sealedKey, head, newestId: newestOfBackup } = await readAuditState(tx);
  const sequence = Math.max(newestId, newestOfBackup);
  const note = chainRestore(keyring, { sealedKey, head, newestId: newestOfBackup, sequence });
  await upsertSetting(tx, 'audit-key', note.sealedKey);
  await insertAuditRow(tx, note.row);
  await putAuditHead(tx, note.head);
  return note;
}

/** Tells of the restore, as the entry after the last one of the backup. */
function chainRestore(keyring: Keyring, { sealedKey: kept, sequence, ...log }: ReplacedLog) {
  const action: AuditAction = 'backup.restored';
  const said = { actor: 'cli', action, target: 'backup', contract: '', address: '', details: '{}', at: Date.now() };
  const sealedKey = kept ?? makeAuditKey(keyring);
  const end = { ...log, sequence: log.newestId, isGuarded: true };
  return { sealedKey, ...appendTo(end, openAuditKey(keyring, sealedKey), said, sequence) };
}

const toEntry = ({ row: { id, hash, at } }: { row: RestoreEntry }): RestoreEntry => ({ id, hash, at });
