import BetterSqlite3, { type Database } from 'better-sqlite3';
import { busyTimeoutMs } from './busy.ts';
import { findOrphans } from './orphans.ts';

/** What a backup tells of itself. */
export interface BackupManifest {
  schemaVersion: number;
  /** The root key without which its secrets and passwords are of no use. */
  rootKeyId: string;
  /** The root key itself, where it was kept in the data directory (development); production's is never in a backup. */
  rootSecrets?: string | undefined;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** A stored file inside a backup. */
export interface BackedUpFile {
  path: string;
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

/** A backup that is being written: a SQLite file with everything that the database held at one moment. */
export interface BackupDraft {
  schemaVersion: number;
  /** Undefined where the data directory never had a first start. */
  rootKeyId: string | undefined;
  accounts: number;
  /** Every stored file that the snapshot mentions, as the tables name and describe it. */
  releaseFiles: BackedUpFile[];
  avatars: string[];
  addPart(path: string, part: number, bytes: Buffer): void;
  addFile(file: BackedUpFile): void;
  /** Closes the file, complete. */
  finish(manifest: BackupManifest): void;
  /** Closes the file, which is of no use then. */
  abandon(): void;
}

/** A finished backup, opened for reading only. */
export interface BackupReader {
  manifest: BackupManifest;
  files: BackedUpFile[];
  countAccounts(): number;
  /** Undefined after the last part; parts count from 0. */
  findPart(path: string, part: number): Buffer | undefined;
  /** What SQLite finds wrong with it, rows that refer to nothing included; empty for a sound one. */
  findDamage(): string[];
  close(): void;
}

/** More pages than a database has. */
const allPages = 0x7fffffff;

/**
 * Copies the database, while others read and write it, into a new file as it is at one moment. All in one step: after
 * each step SQLite would start over for every write that came between.
 */
export async function copySqlite(databaseFile: string, file: string): Promise<void> {
  const source = new BetterSqlite3(databaseFile, { fileMustExist: true, timeout: busyTimeoutMs });
  try {
    await source.backup(file, { progress: () => allPages });
  } finally {
    source.close();
  }
}

/** Makes a backup of a file that holds everything that the database held at one moment. */
export function openDraft(file: string): BackupDraft {
  const backup = new BetterSqlite3(file);
  backup.pragma('journal_mode = DELETE');
  // Put on disk once, when it is complete.
  backup.pragma('synchronous = OFF');
  backup.exec(`begin;
    create table backup_manifest (name text primary key, value text not null);
    create table backup_contents (path text primary key, size_bytes integer not null, sha256 text not null);
    create table backup_files (path text not null, part integer not null, bytes blob not null, primary key (path, part));`);
  return createDraft(backup);
}

function createDraft(backup: Database): BackupDraft {
  const column = <T>(query: string): T[] => backup.prepare(query).pluck().all() as T[];
  const insertPart = backup.prepare('insert into backup_files (path, part, bytes) values (?, ?, ?)');
  const insertFile = backup.prepare('insert into backup_contents (path, size_bytes, sha256) values (?, ?, ?)');
  const insertNote = backup.prepare('insert into backup_manifest (name, value) values (?, ?)');
  return {
    schemaVersion: column<number>('select max(version) from schema_migrations')[0] ?? 0,
    rootKeyId: column<string>("select value from settings where name = 'root-key-id'")[0],
    accounts: countAccounts(backup),
    releaseFiles: backup
      .prepare('select storage_name as path, size_bytes as sizeBytes, sha256 from releases')
      .all() as BackedUpFile[],
    avatars: column("select avatar from accounts where avatar != ''"),
    addPart: (path, part, bytes) => insertPart.run(path, part, bytes),
    addFile: ({ path, sizeBytes, sha256 }) => insertFile.run(path, sizeBytes, sha256),
    finish(manifest) {
      for (const [name, value] of Object.entries(manifest)) {
        if (value !== undefined) insertNote.run(name, String(value));
      }
      backup.exec('commit');
      backup.close();
    },
    abandon: () => backup.close(),
  };
}

/** Opens a backup; undefined for a SQLite file that is none. Throws what SQLite says of any other file. */
export function openBackup(file: string): BackupReader | undefined {
  const backup = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
  const isBackup = backup.prepare("select 1 from sqlite_master where name = 'backup_manifest'").get() !== undefined;
  if (!isBackup) {
    backup.close();
    return undefined;
  }
  const notes = backup.prepare('select name, value from backup_manifest').raw().all() as Array<[string, string]>;
  const manifest = Object.fromEntries(notes);
  const selectPart = backup.prepare('select bytes from backup_files where path = ? and part = ?').pluck();
  return {
    manifest: {
      schemaVersion: Number(manifest.schemaVersion),
      rootKeyId: String(manifest.rootKeyId),
      rootSecrets: manifest.rootSecrets,
      createdAt: Number(manifest.createdAt),
    },
    files: backup
      .prepare('select path, size_bytes as sizeBytes, sha256 from backup_contents order by path')
      .all() as BackedUpFile[],
    findPart: (path, part) => selectPart.get(path, part) as Buffer | undefined,
    countAccounts: () => countAccounts(backup),
    findDamage: () => [...findBrokenPages(backup), ...findOrphans(backup)],
    close: () => backup.close(),
  };
}

function countAccounts(backup: Database): number {
  return backup.prepare('select count(*) from accounts').pluck().get() as number;
}

function findBrokenPages(backup: Database): string[] {
  const lines = backup.pragma('integrity_check') as Array<{ integrity_check: string }>;
  return lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
}
