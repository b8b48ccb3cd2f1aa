import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { type Reencryption, reencryptVault } from './reencrypt.ts';
import { open, seal, sealedKeys } from './sealing.ts';
import {
  countEntries,
  deleteEntries,
  findEntries,
  findEntry,
  insertEntry,
  touchEntry,
  updateEntry,
  type VaultRow,
  type VaultRowChanges,
} from './vault.store.ts';

/** What is kept of one third-party account; `pin` comes from `parsePin`. Keys and remark that are left out stay. */
export interface VaultChange {
  pin: string;
  ptKey?: string | undefined;
  wsKey?: string | undefined;
  remark?: string | undefined;
  /** The remark of an entry that has none after this change. */
  remarkIfNone?: string;
}

/** An entry as it may be shown: which keys there are, never what they say. Times in epoch milliseconds. */
export interface VaultEntry {
  id: number;
  pin: string;
  remark: string;
  hasPtKey: boolean;
  hasWsKey: boolean;
  createdAt: number;
  updatedAt: number;
}

/** The keys of one entry in clear; null where there is none. */
export interface VaultKeys {
  ptKey: string | null;
  wsKey: string | null;
}

/** Who acts, for the audit log. */
export type VaultActor = Pick<AuditEntry, 'actor' | 'contract' | 'address'>;

/** Keeps, lists and reveals the keys of third-party accounts. */
export interface Vault {
  /** Adds or changes an entry, in one step however many arrive at once (P1, P2). */
  put(change: VaultChange, actor: VaultActor): Promise<void>;
  /** Removes the entries that exist among `pins` and answers how many did (P6). */
  remove(pins: readonly string[], actor: VaultActor): Promise<number>;
  /** How many entries there are, and how many of them have a pt_key. */
  count(): Promise<{ entries: number; withPtKey: number }>;
  /** At most `most` entries in the order of ids, from the one after `afterId`. */
  list(page: { afterId: number; most: number }): Promise<VaultEntry[]>;
  /** The keys of one entry, after the audit log has it (P4). Throws `vault.entry_not_found`. */
  reveal(id: number, actor: VaultActor): Promise<VaultKeys>;
  /** Moves every key to the current root key while serving, `batchSize` entries to a transaction (P4). */
  reencrypt(batchSize?: number): Promise<Reencryption>;
}

/** The keys of third-party accounts, sealed at rest with AES-256-GCM under the root key (P4). */
export function createVault(deps: { db: Database; keyring: Keyring; clock: Clock; audit: Audit }): Vault {
  const { db, keyring, clock, audit } = deps;

  const record = (tx: Tx, actor: VaultActor, action: string, row: Pick<VaultRow, 'id' | 'pin'>, changed?: string[]) =>
    audit.record(tx, { ...actor, action, target: `vault-entry:${row.id}`, details: { pin: row.pin, changed } });

  function changesOf(row: VaultRow, change: VaultChange): VaultRowChanges {
    const { ptKey, wsKey } = change;
    const remark = change.remark || row.remark || change.remarkIfNone || '';
    return {
      ...(ptKey && { pt_key_encrypted: seal(keyring, row.id, 'pt_key_encrypted', ptKey) }),
      ...(wsKey && { ws_key_encrypted: seal(keyring, row.id, 'ws_key_encrypted', wsKey) }),
      ...(remark !== row.remark && { remark }),
    };
  }

  return {
    put: (change, actor) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const created = await insertEntry(tx, change.pin, now);
        const row = created ?? (await touchEntry(tx, change.pin, now));
        const changes = changesOf(row, change);
        const changed = Object.keys(changes);
        if (changed.length > 0) await updateEntry(tx, row.id, changes);
        await record(tx, actor, created ? 'vault.created' : 'vault.updated', row, changed);
      }),

    remove: (pins, actor) =>
      transact(db, async (tx) => {
        const removed = await deleteEntries(tx, pins);
        for (const row of removed) await record(tx, actor, 'vault.deleted', row);
        return removed.length;
      }),

    async count() {
      const { entries, with_pt_key } = await countEntries(db);
      return { entries, withPtKey: with_pt_key };
    },

    list: async ({ afterId, most }) => (await findEntries(db, afterId, most)).map(toEntry),

    async reveal(id, actor) {
      const row = await transact(db, async (tx) => {
        const found = await findEntry(tx, id);
        if (found) await record(tx, actor, 'vault.revealed', found);
        return found;
      });
      if (!row) throw new DomainError('vault.entry_not_found');
      const keys = sealedKeys(row).map(({ column, sealed }) => [column, open(keyring, id, column, sealed)]);
      const { pt_key_encrypted: ptKey = null, ws_key_encrypted: wsKey = null } = Object.fromEntries(keys);
      return { ptKey, wsKey };
    },

    reencrypt: (batchSize = 100) => reencryptVault(db, keyring, batchSize),
  };
}

function toEntry(row: VaultRow): VaultEntry {
  return {
    id: row.id,
    pin: row.pin,
    remark: row.remark,
    hasPtKey: row.pt_key_encrypted !== null,
    hasWsKey: row.ws_key_encrypted !== null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
