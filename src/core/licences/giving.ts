import type { LicenceGiving } from '../accounts/importing/licence-giving.ts';
import { toRow } from './licence-terms.ts';
import { findLicenceOf, findTakenNumbers, insertLicences } from './licences.store.ts';

/** Licences of a former back end, on their way in with the accounts that have them. */
export function createLicenceGiving(now: () => number): LicenceGiving {
  return {
    findTaken: async (db, numbers) => (numbers.length === 0 ? new Set() : findTakenNumbers(db, numbers)),
    hasOne: async (db, accountId) => (await findLicenceOf(db, accountId)) !== undefined,
    async give(tx, licences) {
      const at = now();
      const rows = licences.map(({ number, accountId, effectAt, expiresAt }) => ({
        ...toRow(number, { effectAt: effectAt ?? Math.min(at, expiresAt ?? at), expiresAt }, at),
        account_id: accountId,
      }));
      await insertLicences(tx, rows);
    },
  };
}
