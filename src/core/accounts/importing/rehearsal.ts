import type { Database } from '../../../db/database.ts';
import { openScratchDatabase } from '../../../db/scratch.ts';
import { createSettings } from '../../settings/settings.ts';
import { handleKeyOf } from '../identifiers.ts';
import { type AccountImporting, type ImportSource, importAccounts } from './importing.ts';
import type { LicenceGiving } from './licence-giving.ts';
import { beginIdsAbove, copyHolders, copyTaken } from './rehearsal.store.ts';

/** New accounts of a rehearsal have ids above: nobody takes them for those of the directory. */
export const rehearsedAbove = 1_000_000_000_000;

/**
 * Takes people as `importAccounts` does, into a database of its own that goes with it: the directory's accounts that they
 * meet are brought along, so that every decision is the one that an import would make, and nothing is changed.
 */
export async function rehearseImport(
  { db, now, licences }: { db: Database; now(): number; licences: LicenceGiving },
  source: ImportSource,
): Promise<AccountImporting> {
  const scratch = await openScratchDatabase(now());
  await beginIdsAbove(scratch.db, rehearsedAbove);
  const settings = createSettings({ db: scratch.db });
  // Nobody is told: nothing happens.
  const audit = { record: async () => {} };
  // The directory's own licences are not brought along: they are asked about where they are.
  const both: LicenceGiving = {
    ...licences,
    async findTaken(at, numbers) {
      const [here, there] = await Promise.all([licences.findTaken(db, numbers), licences.findTaken(at, numbers)]);
      return new Set([...here, ...there]);
    },
    hasOne: async (at, id) =>
      (await licences.hasOne(at, id)) || (id < rehearsedAbove && (await licences.hasOne(db, id))),
  };
  const deps = { db: scratch.db, settings, audit, now, licences: both };
  const importing = await importAccounts(deps, source, { actor: 'cli' });
  return {
    async take(people) {
      await copyTaken(
        db,
        scratch.db,
        source.name,
        people.map(({ formerId }) => formerId),
      );
      await copyHolders(db, scratch.db, {
        handleKeys: people.flatMap(({ handle }) => (handle === undefined ? [] : [handleKeyOf(handle)])),
        phones: people.flatMap(({ phone }) => (phone ? [phone.value.e164] : [])),
        emails: people.flatMap(({ email }) => (email ? [email.value] : [])),
      });
      return importing.take(people);
    },
    async finish() {
      await importing.finish();
      await scratch.close();
    },
  };
}
