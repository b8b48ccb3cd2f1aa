import type { Database, Db, Tx } from '../../db/database.ts';
import { deleteSetting, findSetting, insertSetting, replaceSetting, upsertSetting } from './settings.store.ts';

/** What the data directory remembers of itself; each exists once. */
export type SettingName =
  | 'account-terms'
  | 'account-terms-owed-by'
  | 'account-terms-rules'
  | 'root-key-id'
  | 'panel-token-hash'
  | 'audit-key'
  | 'overdue-told-through'
  | 'backup-run'
  | 'runtime-settings';

/** Reads and writes settings. */
export interface Settings {
  /** Undefined where it was never put. */
  find(name: SettingName, at?: Db): Promise<string | undefined>;
  /** Puts a value, whatever stood there. */
  put(tx: Tx, name: SettingName, value: string): Promise<void>;
  /** Answers false where the setting exists already; then nothing is changed. */
  putFirst(tx: Tx, name: SettingName, value: string): Promise<boolean>;
  /** Puts `fresh` where `current` still stands; false, and nothing done, where it does not. */
  putInstead(name: SettingName, current: string, fresh: string, at?: Db): Promise<boolean>;
  remove(tx: Tx, name: SettingName): Promise<void>;
}

/** Named values that exist once in a data directory. */
export function createSettings({ db }: { db: Database }): Settings {
  return {
    find: (name, at = db) => findSetting(at, name),
    put: upsertSetting,
    putFirst: insertSetting,
    putInstead: (name, current, fresh, at = db) => replaceSetting(at, name, current, fresh),
    remove: deleteSetting,
  };
}
