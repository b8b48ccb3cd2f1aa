import type { Database } from '../../../db/database.ts';
import { countFormerVerifiers, listSources } from './importing.store.ts';

export { findTaken as findTakenAccountId } from './importing.store.ts';

/** What was taken over from former back ends, and how much of it is still as they kept it. */
export interface Imports {
  read(): Promise<{
    /** Epoch milliseconds; `deleted`: of the accounts, those that were deleted since. */
    sources: ReadonlyArray<{ source: string; accounts: number; deleted: number; firstAt: number; lastAt: number }>;
    /** Passwords that nobody has signed in with since: of accounts, and those that hold at one door alone. */
    former: Awaited<ReturnType<typeof countFormerVerifiers>>;
  }>;
}

/** Reads how far moving in is. */
export function createImports({ db }: { db: Database }): Imports {
  return {
    async read() {
      const [sources, former] = await Promise.all([listSources(db), countFormerVerifiers(db)]);
      return { sources, former };
    },
  };
}
