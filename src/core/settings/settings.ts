import type { Database, Db } from '../../db/database.ts';
import { findSetting, upsertSetting } from './settings.store.ts';

/** What the data directory remembers of itself; each exists once. */
export type SettingName = 'root-key-id' | 'panel-token-hash';

export interface Settings {
  find(name: SettingName, at?: Db): Promise<string | undefined>;
  put(name: SettingName, value: string, at?: Db): Promise<void>;
}

export function createSettings({ db }: { db: Database }): Settings {
  return {
    find: (name, at = db) => findSetting(at, name),
    put: (name, value, at = db) => upsertSetting(at, name, value),
  };
}
