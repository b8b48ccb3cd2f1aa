import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Actor } from '../operator.ts';
import type { AuditNotes, Clock } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { AuditAction } from './actions.ts';
import { insertAuditRow, putAuditHead, readAuditState } from './audit.store.ts';
import { createKeyOpener } from './audit-key.ts';
import { appendTo, makeAuditKey, openAuditKey, sealAuditKey } from './chain.ts';
import { type AuditFormat, writeAudit } from './export.ts';
import {
  type AuditFilter,
  type AuditPage,
  type AuditPosition,
  listActions,
  listAudit,
  readAllAudit,
} from './listing.ts';
import { type Verification, type VerifyOptions, verifyAudit } from './verification.ts';

export type { AuditAction, DoneTo } from './actions.ts';
export type { AuditRow } from './chain.ts';
export type { AuditFormat } from './export.ts';
export type { AuditFilter, AuditPage, AuditPosition } from './listing.ts';
export type { AuditFault, AuditFaultKind, Verification, VerifyOptions } from './verification.ts';

/** Who did what to whom. `actor` is `account:<id>`, `api-key:<id>`, `panel-token`, `cli` or `system`; `target` names a thing the same way. */
export interface AuditEntry {
  actor?: string;
  action: AuditAction;
  target: string;
  contract?: string;
  address?: string;
  /** Never a secret. `fields`: which members a change said anew, by their names in the management API. */
  details?: Record<string, unknown>;
}

/** Writes, reads and verifies the audit log. */
export interface Audit {
  /** Appends one entry, in the transaction of what it tells of. */
  record(tx: Tx, entry: AuditEntry): Promise<void>;
  /**
   * One page of the entries that the filter lets through, newest first. A page may be short, or even empty, and still
   * have a `next`: how many entries are looked at for one page is bounded, however few of them are let through.
   */
  list(filter: AuditFilter, page: { before?: AuditPosition | undefined; limit: number }): Promise<AuditPage>;
  /** All of them, newest first, as the text of a file, a page at a time; noted in the log before the first. */
  export(filter: AuditFilter, format: AuditFormat, by: Actor): AsyncGenerator<string>;
  /** Every action that begins with `prefix` and was ever recorded, in alphabetical order; at most 200. */
  listActions(prefix?: string): Promise<string[]>;
  /** Walks the whole chain, or what comes after `from`, while others write and are served. */
  verify(options?: VerifyOptions): Promise<Verification>;
  /** At each start: moves the chain's key to the current root key. */
  prepare(): Promise<void>;
}

interface Deps {
  db: Database;
  lists: Database;
  keyring: Keyring;
  clock: Clock;
  settings: Settings;
  /** What was noted of the log outside the database. */
  notes: AuditNotes;
  /** Is told which entry had to begin a chain of its own, since the end of the log is gone or spoilt. */
  onDamage(entryId: number): void;
}

/** The append-only log of what was changed, each entry bound to all before it (ADR 0013). */
export function createAudit({ db, lists, keyring, clock, settings, notes, onDamage }: Deps): Audit {
  const openKey = createKeyOpener(keyring);

  /** With another key no entry from before verifies: a log whose key was taken away stays broken. */
  async function makeKeyAnew(tx: Tx): Promise<string> {
    const sealed = makeAuditKey(keyring);
    await settings.put(tx, 'audit-key', sealed);
    return sealed;
  }

  async function record(tx: Tx, entry: AuditEntry): Promise<void> {
    await takeTurn(tx, 'audit');
    const state = await readAuditState(tx);
    const key = openKey(state.sealedKey ?? (await makeKeyAnew(tx)));
    const { row, head, restarts } = appendTo(state, key, {
      at: clock.now(),
      actor: entry.actor ?? 'system',
      action: entry.action,
      target: entry.target,
      contract: entry.contract ?? '',
      address: entry.address ?? '',
      details: JSON.stringify(entry.details ?? {}),
    });
    await insertAuditRow(tx, row);
    await putAuditHead(tx, head);
    if (restarts) onDamage(row.id);
  }

  return {
    record,
    list: (filter, page) => listAudit(lists, filter, page),
    async *export(filter, format, by) {
      const details = { format, ...filter };
      await transact(db, (tx) => record(tx, { ...by, action: 'audit.exported', target: 'audit', details }));
      yield* writeAudit(readAllAudit(lists, filter), format);
    },
    listActions: (prefix = '') => listActions(lists, prefix),
    verify: (options = {}) => verifyAudit({ db, openKey, notes }, options),

    async prepare() {
      const sealed = await settings.find('audit-key');
      if (sealed === undefined || !keyring.isStale(sealed)) return;
      // Before the older root key is taken away: without the chain's key nothing could be recorded any more.
      await settings.putInstead('audit-key', sealed, sealAuditKey(keyring, openAuditKey(keyring, sealed)));
    },
  };
}
