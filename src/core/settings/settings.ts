import type { Database, Db } from '../../db/database.ts';
import { findSetting, insertSetting, replaceSetting, upsertSetting } from './settings.store.ts';

/** What the data directory remembers of itself; each exists once. */
export type SettingName = 'root-key-id' | 'panel-token-hash';

export interface Settings {
  find(name: SettingName, at?: Db): Promise<string | undefined>;
  put(name: SettingName, value: string, at?: Db): Promise<void>;
  /** Answers false where the setting exists already; then nothing is changed. */
  putFirst(name: SettingName, value: string, at?: Db): Promise<boolean>;
  /** Puts `fresh` where `current` still stands, else does nothing. */
  putInstead(name: SettingName, current: string, fresh: string): Promise<void>;
}

export function createSettings({ db }: { db: Database }): Settings {
  return {
    find: (name, at = db) => findSetting(at, name),
    put: (name, value, at = db) => upsertSetting(at, name, value),
    putFirst: (name, value, at = db) => insertSetting(at, name, value),
    putInstead: (name, current, fresh) => replaceSetting(db, name, current, fresh),
  };
}
