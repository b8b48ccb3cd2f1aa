import { type Database, type Tx, transact } from '../../db/database.ts';
import { createTextSorter, type OwnedText } from '../../db/sqlite/text-sorter.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import type { Settings } from '../settings/settings.ts';
import { type Findable, termsOf } from './account-terms.ts';
import { findNewestId } from './accounts.store.ts';
import {
  insertAccountRows,
  insertSortedTerms,
  type NewRow,
  prepareForMany,
  refreshStatistics,
} from './many-accounts.store.ts';
import { createOwedTerms } from './owed-terms.ts';

export type { NewRow } from './many-accounts.store.ts';
export { AccountsAddedElsewhere } from './owed-terms.ts';

/** Stores the rows whose identifiers are free, and answers their ids by openid. */
export type InsertMany = (rows: readonly NewRow[]) => Promise<ReadonlyMap<string, number>>;

/** Accounts that are being added by the hundred thousand. */
export interface ManyAccounts {
  /** The id that the directory's newest account had before. */
  firstAfter: number;
  /**
   * Runs `work` in one transaction, as `transact` does; what it inserts is stored with it, all or nothing. Throws
   * AccountsAddedElsewhere where another process does the same at the same time.
   */
  add<T>(work: (tx: Tx, insert: InsertMany) => Promise<T>): Promise<T>;
  /** Makes those added so far, up to this id, findable: to be called before one of them is changed. */
  settle(upTo: number): Promise<void>;
  /** The same at the end, also of a broken-off run; `entry` is what the audit log is told of so many accounts. */
  finish(entry?: (added: number) => AuditEntry): Promise<void>;
}

/** After so many accounts their terms are stored: sorted, in few large strokes. */
const accountsPerSort = 25_000;
const termsPerTurn = 10_000;

interface Deps {
  db: Database;
  settings: Settings;
  audit: Pick<Audit, 'record'>;
}

/**
 * Opens the fast way in for very many accounts. Where it is broken off without `finish`, the server gives the accounts
 * their terms in the background.
 */
export async function addManyAccounts({ db, settings, audit }: Deps): Promise<ManyAccounts> {
  await prepareForMany(db);
  const firstAfter = await findNewestId(db);
  const sorter = createTextSorter();
  const owed = createOwedTerms(db, settings, firstAfter);
  let unsorted = 0;
  let added = 0;
  let newestId = firstAfter;

  async function storeTerms(): Promise<void> {
    for (const terms of sorter.drain(termsPerTurn)) await transact(db, (tx) => insertSortedTerms(tx, terms));
    await owed.settle(newestId);
    unsorted = 0;
  }

  return {
    firstAfter,

    async add(work) {
      const inserted: Array<[row: NewRow, id: number]> = [];
      const result = await transact(db, async (tx) => {
        inserted.length = 0;
        await owed.owe(tx);
        return work(tx, async (rows) => {
          const ids = await insertAccountRows(tx, rows);
          for (const row of rows) {
            const id = ids.get(row.openid);
            if (id !== undefined) inserted.push([row, id]);
          }
          return ids;
        });
      });
      sorter.add(inserted.flatMap(toTerms));
      for (const [, id] of inserted) newestId = Math.max(newestId, id);
      added += inserted.length;
      unsorted += inserted.length;
      if (unsorted >= accountsPerSort) await storeTerms();
      return result;
    },

    async settle(upTo) {
      if (unsorted > 0 && upTo > owed.settledTo()) await storeTerms();
    },

    async finish(entry) {
      await storeTerms();
      sorter.close();
      await transact(db, async (tx) => {
        await owed.end(tx);
        if (entry) await audit.record(tx, entry(added));
      });
      if (added >= accountsPerSort) await refreshStatistics(db);
    },
  };
}

function toTerms([row, id]: [row: NewRow, id: number]): OwnedText[] {
  return [...termsOf(row as Findable)].map((term) => [term, id]);
}
