import { randomUUID } from 'node:crypto';
import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Settings } from '../settings/settings.ts';
import { complete } from './terms-filling.ts';

/**
 * What one process that adds very many accounts notes of those whose terms it stores later: so that, broken off, the
 * background gives them theirs, and goes through no more accounts than these.
 */
export interface OwedTerms {
  /**
   * In each transaction that adds accounts: the terms of those after the newest settled id are owed. Throws
   * AccountsAddedElsewhere while another process owes some.
   */
  owe(tx: Tx): Promise<void>;
  /** Once those up to this id have theirs. */
  settle(newestId: number): Promise<void>;
  /** Up to which id they have. */
  settledTo(): number;
  /** In a transaction once all of them have theirs. */
  end(tx: Tx): Promise<void>;
}

/** Another process adds very many accounts too: the terms of some would be lost if one of them were broken off. */
export class AccountsAddedElsewhere extends Error {
  constructor() {
    super('another import, or generate, adds accounts at the same time: let it end, then run this one again');
    this.name = 'AccountsAddedElsewhere';
  }
}

/** What the settings say: up to which id accounts have their terms, and who owes those of the others. */
interface State {
  filledTo: string;
  owedBy: string | undefined;
}

/** Begins after the directory's newest account. */
export function createOwedTerms(db: Database, settings: Settings, firstAfter: number): OwedTerms {
  const self = randomUUID();
  let settledTo = firstAfter;

  async function read(tx: Tx): Promise<State> {
    await takeTurn(tx, 'account-terms');
    const filledTo = (await settings.find('account-terms', tx)) ?? '0';
    return { filledTo, owedBy: await settings.find('account-terms-owed-by', tx) };
  }

  /** Not where the background has begun anew meanwhile, nor where another process owes some by now. */
  async function move(tx: Tx, { filledTo, owedBy }: State, to: string): Promise<void> {
    if (owedBy !== self || filledTo === complete || Number(filledTo) < settledTo) return;
    await settings.put(tx, 'account-terms', to);
  }

  return {
    async owe(tx) {
      const { filledTo, owedBy } = await read(tx);
      const isFirst = filledTo === complete;
      if (!isFirst && owedBy !== undefined && owedBy !== self) throw new AccountsAddedElsewhere();
      if (isFirst || Number(filledTo) > settledTo) await settings.put(tx, 'account-terms', String(settledTo));
      if (owedBy !== self) await settings.put(tx, 'account-terms-owed-by', self);
    },
    async settle(newestId) {
      await transact(db, async (tx) => move(tx, await read(tx), String(newestId)));
      settledTo = newestId;
    },
    settledTo: () => settledTo,
    async end(tx) {
      const state = await read(tx);
      await move(tx, state, complete);
      if (state.owedBy === self) await settings.remove(tx, 'account-terms-owed-by');
    },
  };
}
