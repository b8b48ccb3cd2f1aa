import BetterSqlite3, { type Database } from 'better-sqlite3';
import { openSqliteFile } from './dialect.ts';
import { dropTriggers } from './triggers.ts';

/** Longer than any transaction of a server takes. */
const exchangeTimeoutMs = 60_000;
/** More sessions than can have been opened since a backup was made: their ids go on beyond it. */
export const sessionIdJump = 1_000_000_000;

/** Whether somebody's data lies in the database: one account is enough. */
export function holdsAccounts(databaseFile: string): boolean {
  const database = new BetterSqlite3(databaseFile, { fileMustExist: true, timeout: exchangeTimeoutMs });
  try {
    const isSetUp = database.prepare("select 1 from sqlite_master where name = 'accounts'").get() !== undefined;
    return isSetUp && database.prepare('select 1 from accounts limit 1').get() !== undefined;
  } finally {
    database.close();
  }
}

/** Where the audit log of the backup ends; `sequence` is the newest id that was ever given out here or there. */
export interface ReplacedLog {
  sealedKey: string | null;
  head: { entry_id: number; hash: string; seal: string } | undefined;
  newestId: number;
  sequence: number;
}

/** The entry that tells of the restore, chained to that end. */
interface ChainedEntry {
  sealedKey: string;
  row: object;
  head: object;
}

/**
 * Puts the contents of a backup in place of what the database holds, in one transaction, durably, also under the eyes of
 * a running server. Both must have the same schema. What `noteInLog` answers is added to the audit log, and answered.
 */
export function replaceContents<Entry extends ChainedEntry>(
  databaseFile: string,
  backupFile: string,
  noteInLog: (end: ReplacedLog) => Entry,
): Entry {
  const database = openSqliteFile(databaseFile);
  try {
    database.pragma(`busy_timeout = ${exchangeTimeoutMs}`);
    // Tables are emptied and filled one after another; all references are checked at the end.
    database.pragma('foreign_keys = OFF');
    database.prepare('attach ? as backup').run(backupFile);
    return database
      .transaction(() => {
        const restoreTriggers = dropTriggers(database);
        for (const table of listTables(database)) copyTable(database, table);
        restoreTriggers();
        raiseSequences(database);
        const orphans = database.pragma('main.foreign_key_check') as unknown[];
        if (orphans.length > 0) throw new Error(`the backup has ${orphans.length} rows that refer to nothing`);
        return noteRestore(database, noteInLog);
      })
      .immediate();
  } finally {
    database.close();
  }
}

function listTables(database: Database): string[] {
  return database
    .prepare("select name from main.sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!'")
    .pluck()
    .all()
    .filter((name) => name !== 'schema_migrations') as string[];
}

function copyTable(database: Database, table: string): void {
  const columns = database.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[];
  const list = columns.map((column) => `"${column}"`).join(', ');
  database.exec(`delete from main."${table}";
    insert into main."${table}" (${list}) select ${list} from backup."${table}"`);
}

/**
 * No id is given out twice, neither one from before the restore nor one from after the backup. Sessions take a leap: a
 * token that was issued after the backup names a session id that the backup knows nothing of, and must not open the
 * session of somebody else.
 */
function raiseSequences(database: Database): void {
  database.exec(`
    insert into main.sqlite_sequence (name, seq)
      select name, 0 from (select name from backup.sqlite_sequence union select 'sessions')
      where name not in (select name from main.sqlite_sequence);
    update main.sqlite_sequence as own set seq = max(own.seq,
      coalesce((select other.seq from backup.sqlite_sequence as other where other.name = own.name), 0));
    update main.sqlite_sequence set seq = seq + ${sessionIdJump} where name = 'sessions'`);
}

function noteRestore<Entry extends ChainedEntry>(database: Database, noteInLog: (end: ReplacedLog) => Entry): Entry {
  const single = (query: string): unknown => database.prepare(query).pluck().get() ?? null;
  const note = noteInLog({
    sealedKey: single("select value from main.settings where name = 'audit-key'") as string | null,
    head: database.prepare('select entry_id, hash, seal from main.audit_head').get() as ReplacedLog['head'],
    newestId: (single('select max(id) from main.audit_log') as number | null) ?? 0,
    sequence: (single("select seq from main.sqlite_sequence where name = 'audit_log'") as number | null) ?? 0,
  });
  database.prepare("insert or replace into main.settings (name, value) values ('audit-key', ?)").run(note.sealedKey);
  database
    .prepare(
      `insert into main.audit_log (id, at, actor, action, target, contract, address, details, hash)
        values (:id, :at, :actor, :action, :target, :contract, :address, :details, :hash)`,
    )
    .run(note.row);
  database
    .prepare('insert or replace into main.audit_head (id, entry_id, hash, seal) values (1, :entry_id, :hash, :seal)')
    .run(note.head);
  return note;
}
