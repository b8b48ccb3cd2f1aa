import type { Db } from '../../db/database.ts';
import type { Settings } from '../settings/settings.ts';
import { termRules } from './account-terms.ts';
import { countTerms, judgeTermsAfter } from './terms-check.store.ts';

/** Whether the search knows everybody: `filling`, where it is still being told of older accounts. */
export type TermsState = 'whole' | 'filling' | { missing: number; left: number };

const mostTries = 3;

/** Compares what the search goes by with the accounts; what changes meanwhile is looked at again. Changes nothing. */
export async function checkTerms(db: Db, settings: Settings): Promise<TermsState> {
  const [filled, rules] = [await settings.find('account-terms', db), await settings.find('account-terms-rules', db)];
  if (filled !== 'all' || rules !== termRules) return 'filling';
  let state = await compareAll(db);
  for (let tries = 1; tries < mostTries && state !== 'whole'; tries += 1) state = await compareAll(db);
  return state;
}

async function compareAll(db: Db): Promise<TermsState> {
  let [expected, found] = [0, 0];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof judgeTermsAfter>> = await judgeTermsAfter(db, after);
    expected += page.expected;
    found += page.found;
    after = page.lastId;
  }
  const [missing, left] = [expected - found, (await countTerms(db)) - found];
  return missing === 0 && left === 0 ? 'whole' : { missing, left };
}
