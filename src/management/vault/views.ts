import type { VaultEntry } from '../../core/vault/vault.ts';
import { printTime } from '../schemas.ts';
import type { VaultEntryView } from './schemas.ts';

/** One entry as it is answered. */
export function viewEntry(entry: VaultEntry): VaultEntryView {
  return {
    id: entry.id,
    pin: entry.pin,
    remark: entry.remark,
    hasPtKey: entry.hasPtKey,
    hasWsKey: entry.hasWsKey,
    keysChangedAt: printTime(entry.keysChangedAt),
    due: entry.isDue,
    createdAt: printTime(entry.createdAt),
    updatedAt: printTime(entry.updatedAt),
    version: entry.updatedAt,
  };
}
