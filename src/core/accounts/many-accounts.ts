import { type Database, type Tx, transact } from '../../db/database.ts';
import { createTextSorter, type OwnedText } from '../../db/sqlite/text-sorter.ts';
import type { Audit } from '../audit/audit.ts';
import type { Actor } from '../operator.ts';
import type { Settings } from '../settings/settings.ts';
import { type Findable, termsOf } from './account-terms.ts';
import { findNewestId } from './accounts.store.ts';
import { insertAccountRows, insertSortedTerms, type NewRow, prepareForMany } from './many-accounts.store.ts';
import { owesNoTerms, owesTermsAfter } from './terms-filling.ts';

export type { NewRow } from './many-accounts.store.ts';

/** Accounts that are being added by the hundred thousand. */
export interface ManyAccounts {
  /** The id that the directory's newest account had before. */
  firstAfter: number;
  /**
   * Stores the rows whose identifiers are free, all or none of a call, and answers their ids by openid; `also` runs in
   * the same transaction.
   */
  add(rows: readonly NewRow[], also?: (tx: Tx, ids: ReadonlyMap<string, number>) => Promise<void>): Promise<number>;
  /** Makes the added accounts findable, and notes in the audit log how many there are. To be called at the end, also of a broken-off run. */
  finish(by: Actor, details: Record<string, unknown>): Promise<void>;
}

/** After so many accounts their terms are stored: sorted, in few large strokes. */
const accountsPerSort = 100_000;
const termsPerTurn = 10_000;

interface Deps {
  db: Database;
  settings: Settings;
  audit: Audit;
}

/**
 * Opens the fast way in for very many accounts. Where it is broken off without `finish`, the server gives the accounts
 * their terms in the background.
 */
export async function addManyAccounts({ db, settings, audit }: Deps): Promise<ManyAccounts> {
  await prepareForMany(db);
  const firstAfter = await findNewestId(db);
  const sorter = createTextSorter();
  let unsorted = 0;
  let added = 0;
  let wasComplete = false;

  async function storeTerms(): Promise<void> {
    for (const terms of sorter.drain(termsPerTurn)) await transact(db, (tx) => insertSortedTerms(tx, terms));
    unsorted = 0;
  }

  return {
    firstAfter,

    async add(rows, also) {
      const ids = await transact(db, async (tx) => {
        if (await owesTermsAfter(tx, settings, firstAfter)) wasComplete = true;
        const inserted = await insertAccountRows(tx, rows);
        await also?.(tx, inserted);
        return inserted;
      });
      sorter.add(rows.flatMap((row) => toTerms(row, ids.get(row.openid))));
      added += ids.size;
      unsorted += ids.size;
      if (unsorted >= accountsPerSort) await storeTerms();
      return ids.size;
    },

    async finish(by, details) {
      await storeTerms();
      sorter.close();
      await transact(db, async (tx) => {
        if (wasComplete) await owesNoTerms(tx, settings, firstAfter);
        const told = { ...details, count: added };
        await audit.record(tx, { ...by, action: 'accounts.generated', target: 'accounts', details: told });
      });
    },
  };
}

function toTerms(row: NewRow, id: number | undefined): OwnedText[] {
  return id === undefined ? [] : [...termsOf(row as Findable)].map((term) => [term, id]);
}
