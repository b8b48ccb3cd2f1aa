import { randomUUID } from 'node:crypto';
import { type Tx, takeTurn } from '../../db/database.ts';
import type { Settings } from '../settings/settings.ts';
import { complete } from './terms-filling.ts';

/**
 * What one process that adds very many accounts notes of those whose terms it stores later: so that, broken off, the
 * background gives them theirs, and goes through no more accounts than these.
 */
export interface OwedTerms {
  /** In each transaction that adds accounts: the terms of those after the newest settled id are owed. */
  owe(tx: Tx): Promise<void>;
  /** In a transaction once those up to this id have theirs; to be told by `settled` when that is kept. */
  settle(tx: Tx, newestId: number): Promise<void>;
  settled(newestId: number): void;
  /** In a transaction once all of them have theirs. */
  end(tx: Tx): Promise<void>;
}

/** Of several processes' accounts none can say which are whose: all wait for the background then. */
const several = 'several';

/** Begins after the directory's newest account. */
export function createOwedTerms(settings: Settings, firstAfter: number): OwedTerms {
  const self = randomUUID();
  let settledTo = firstAfter;

  async function read(tx: Tx): Promise<{ filledTo: string; owedBy: string | undefined }> {
    await takeTurn(tx, 'account-terms');
    const filledTo = (await settings.find('account-terms', tx)) ?? '0';
    return { filledTo, owedBy: await settings.find('account-terms-owed-by', tx) };
  }

  /** Not where another process owes some too, nor where the background has begun anew meanwhile. */
  async function move(tx: Tx, filledTo: string): Promise<void> {
    const state = await read(tx);
    if (state.owedBy !== self || state.filledTo === complete || Number(state.filledTo) < settledTo) return;
    await settings.put(tx, 'account-terms', filledTo);
  }

  return {
    async owe(tx) {
      const { filledTo, owedBy } = await read(tx);
      const isFirst = filledTo === complete;
      if (isFirst || Number(filledTo) > settledTo) await settings.put(tx, 'account-terms', String(settledTo));
      if (isFirst) await settings.put(tx, 'account-terms-owed-by', self);
      else if (owedBy !== self) await settings.put(tx, 'account-terms-owed-by', several);
    },
    settle: (tx, newestId) => move(tx, String(newestId)),
    settled(newestId) {
      settledTo = newestId;
    },
    end: (tx) => move(tx, complete),
  };
}
