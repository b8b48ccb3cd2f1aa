import type { Keyring } from '../keyring/keyring.ts';
import type { KeyColumn, VaultRow } from './vault.store.ts';

const contextNames: Record<KeyColumn, string> = { pt_key_encrypted: 'pt_key', ws_key_encrypted: 'ws_key' };

/** The context binds a sealed key to its row and column: copied to another place it opens nothing (P4). */
function contextOf(id: number, column: KeyColumn): string {
  return `vault:${id}:${contextNames[column]}`;
}

/** A key as it is stored in that row and column. */
export function seal(keyring: Keyring, id: number, column: KeyColumn, key: string): string {
  return keyring.encrypt(key, contextOf(id, column));
}

/** The key again; throws where its root key is not configured or the text was changed or moved. */
export function open(keyring: Keyring, id: number, column: KeyColumn, sealed: string): string {
  return keyring.decrypt(sealed, contextOf(id, column));
}

/** The keys that an entry has. */
export function sealedKeys(row: VaultRow): Array<{ column: KeyColumn; sealed: string }> {
  const columns = Object.keys(contextNames) as KeyColumn[];
  return columns.flatMap((column) => {
    const sealed = row[column];
    return sealed === null ? [] : [{ column, sealed }];
  });
}
