import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { Audit, AuditEntry, DoneTo } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import { createEntryList, type EntryFilter, type EntryPosition, type VaultEntry } from './entries.ts';
import { type Reencryption, reencryptVault } from './reencrypt.ts';
import { open, seal, sealedKeys } from './sealing.ts';
import {
  countEntries,
  deleteEntries,
  findEntry,
  insertEntry,
  touchEntry,
  touchOrInsertEntry,
  updateEntry,
  type VaultRow,
  type VaultRowChanges,
} from './vault.store.ts';

export type { EntryFilter, EntryPosition, VaultEntry } from './entries.ts';

/** What is kept of one third-party account; `pin` comes from `parsePin`. Keys and remark that are left out stay. */
export interface VaultChange {
  pin: string;
  ptKey?: string | undefined;
  wsKey?: string | undefined;
  remark?: string | undefined;
  /** The remark of an entry that has none after this change. */
  remarkIfNone?: string;
}

/** What an operator changes of an entry; what is left out stays, and an empty remark is none. */
export type VaultEdit = Pick<VaultChange, 'ptKey' | 'wsKey' | 'remark'>;

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
  put(change: VaultChange, by: VaultActor): Promise<void>;
  /** Adds an entry. Throws `vault.entry_taken`. */
  create(entry: VaultEdit & { pin: string }, by: VaultActor): Promise<VaultEntry>;
  /** Throws `vault.entry_not_found`, `request.version_changed`. */
  change(id: number, edit: VaultEdit, change: Change): Promise<VaultEntry>;
  /** Removes the entries that exist among `pins` and answers how many did (P6). */
  remove(pins: readonly string[], by: VaultActor): Promise<number>;
  /** Throws `vault.entry_not_found`, `request.version_changed`. */
  removeOne(id: number, change: Change): Promise<void>;
  /** How many entries there are, and how many of them have a pt_key. */
  count(): Promise<{ entries: number; withPtKey: number }>;
  /** How many have keys that are to be renewed; 1,000 stands for so many or more. */
  countDue(): Promise<number>;
  /** At most `most` entries: by pin, and where only due ones are asked for without a pin, those with the oldest keys first. */
  list(filter: EntryFilter, page: { after?: EntryPosition | undefined; most: number }): Promise<VaultEntry[]>;
  /** Throws `vault.entry_not_found`. */
  get(id: number): Promise<VaultEntry>;
  /** The keys of one entry, after the audit log has it (P4). Throws `vault.entry_not_found`. */
  reveal(id: number, by: VaultActor): Promise<VaultKeys>;
  /** Moves every key to the current root key while serving, `batchSize` entries to a transaction (P4). */
  reencrypt(batchSize?: number): Promise<Reencryption>;
}

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  audit: Audit;
  /** From which age on keys are to be renewed; 0: never. */
  keyMaxAgeDays(): number;
}

/** What is written besides the age of the keys, which follows from it. */
type Written = Omit<VaultRowChanges, 'keys_changed_at'>;

/** As the audit log and the management API call the columns. */
const memberOf: Record<keyof Written, keyof VaultEdit> = {
  pt_key_encrypted: 'ptKey',
  ws_key_encrypted: 'wsKey',
  remark: 'remark',
};

/** The keys of third-party accounts, sealed at rest with AES-256-GCM under the root key (P4). */
export function createVault({ db, keyring, clock, audit, keyMaxAgeDays }: Deps): Vault {
  const { list, countDue, toEntry } = createEntryList({ db, clock, keyMaxAgeDays });

  type Entry = Pick<VaultRow, 'id' | 'pin'>;
  const record = (tx: Tx, by: VaultActor, action: DoneTo<'vault'>, { id, pin }: Entry, fields?: string[]) =>
    audit.record(tx, { ...by, action: `vault.${action}`, target: `vault-entry:${id}`, details: { pin, fields } });

  async function get(at: Db, id: number): Promise<VaultRow> {
    const row = await findEntry(at, id);
    if (!row) throw new DomainError('vault.entry_not_found');
    return row;
  }

  function keyChanges(row: VaultRow, { ptKey, wsKey }: VaultEdit): Written {
    return {
      ...(ptKey && { pt_key_encrypted: seal(keyring, row.id, 'pt_key_encrypted', ptKey) }),
      ...(wsKey && { ws_key_encrypted: seal(keyring, row.id, 'ws_key_encrypted', wsKey) }),
    };
  }

  async function write(tx: Tx, row: VaultRow, changes: Written): Promise<{ row: VaultRow; fields: string[] }> {
    const fields = (Object.keys(changes) as Array<keyof Written>).map((column) => memberOf[column]);
    if (fields.length === 0) return { row, fields };
    const putsKey = fields.some((field) => field !== 'remark');
    const aged = putsKey ? { ...changes, keys_changed_at: clock.now() } : changes;
    return { row: await updateEntry(tx, row.id, aged), fields };
  }

  return {
    put: (change, by) =>
      transact(db, async (tx) => {
        const { isNew, ...row } = await touchOrInsertEntry(tx, change.pin, clock.now());
        const remark = change.remark || row.remark || change.remarkIfNone || '';
        const { fields } = await write(tx, row, {
          ...keyChanges(row, change),
          ...(remark !== row.remark && { remark }),
        });
        await record(tx, by, isNew ? 'created' : 'changed', row, fields);
      }),

    create: (entry, by) =>
      transact(db, async (tx) => {
        const created = await insertEntry(tx, entry.pin, clock.now());
        if (!created) throw new DomainError('vault.entry_taken');
        const { remark } = entry;
        const { row, fields } = await write(tx, created, { ...keyChanges(created, entry), ...(remark && { remark }) });
        await record(tx, by, 'created', row, fields);
        return toEntry(row);
      }),

    change: (id, edit, { by, version }) =>
      transact(db, async (tx) => {
        const before = await get(tx, id);
        requireVersion(before, version);
        const touched = await touchEntry(tx, before.pin, clock.now());
        const { remark } = edit;
        const { row, fields } = await write(tx, touched, {
          ...keyChanges(touched, edit),
          ...(remark !== undefined && remark !== touched.remark && { remark }),
        });
        await record(tx, by, 'changed', row, fields);
        return toEntry(row);
      }),

    remove: (pins, by) =>
      transact(db, async (tx) => {
        const removed = await deleteEntries(tx, pins);
        for (const row of removed) await record(tx, by, 'deleted', row);
        return removed.length;
      }),

    removeOne: (id, { by, version }) =>
      transact(db, async (tx) => {
        const row = await get(tx, id);
        requireVersion(row, version);
        await deleteEntries(tx, [row.pin]);
        await record(tx, by, 'deleted', row);
      }),

    async count() {
      const { entries, with_pt_key } = await countEntries(db);
      return { entries, withPtKey: with_pt_key };
    },

    countDue,
    list,
    get: async (id) => toEntry(await get(db, id)),

    async reveal(id, by) {
      const row = await transact(db, async (tx) => {
        const found = await get(tx, id);
        await record(tx, by, 'revealed', found);
        return found;
      });
      const keys = sealedKeys(row).map(({ column, sealed }) => [column, open(keyring, id, column, sealed)]);
      const { pt_key_encrypted: ptKey = null, ws_key_encrypted: wsKey = null } = Object.fromEntries(keys);
      return { ptKey, wsKey };
    },

    reencrypt: (batchSize = 100) => reencryptVault(db, keyring, batchSize),
  };
}
