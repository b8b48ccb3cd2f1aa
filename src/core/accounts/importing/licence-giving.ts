import type { Db, Tx } from '../../../db/database.ts';

/** A licence of the desktop program that somebody brings. Epoch milliseconds; null is unlimited. */
export interface BroughtLicence {
  number: string;
  effectAt: number | null;
  expiresAt: number | null;
}

/** Gives people the licences that they bring, in the transaction that takes them. */
export interface LicenceGiving {
  /** Which of these numbers are here already. */
  findTaken(db: Db, numbers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether the account has a licence. */
  hasOne(db: Db, accountId: number): Promise<boolean>;
  /** Their numbers are free, and the accounts have none. */
  give(tx: Tx, licences: ReadonlyArray<BroughtLicence & { accountId: number }>): Promise<void>;
}
