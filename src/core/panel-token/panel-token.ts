import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Caller, LimitRule, Limits } from '../limits/limits.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Settings } from '../settings/settings.ts';

/** How every generated token begins, so that leak scanners and people recognise one. */
const prefix = 'portico_panel_';
const wrongTriesPerAddress: readonly LimitRule[] = [{ most: 10, windowMs: 60_000 }];

export interface PanelToken {
  /**
   * Makes the token at a first start, from `chosen` where the operator chose one; answers what was generated, to be shown
   * once. Undefined where nothing was generated: there is a token already, or it was chosen (P5).
   */
  createFirst(chosen?: string): Promise<string | undefined>;
  /** Puts a new token in the old one's place and answers it, to be shown once (P5). */
  replace(actor: string): Promise<string>;
  /** Throws `api_token.wrong`, or `request.too_many` after 10 wrong tries a minute from one address (R13). */
  authorize(token: string, caller: Caller): Promise<void>;
}

interface Deps {
  db: Database;
  keyring: Keyring;
  settings: Settings;
  limits: Limits;
  audit: Audit;
}

/** The one token of the panel's scripts, kept as a keyed hash. */
export function createPanelToken({ db, keyring, settings, limits, audit }: Deps): PanelToken {
  const hashOf = (token: string): string => keyring.hash('token-hash', token);
  const generate = (): string => prefix + randomAlphanumeric(43);

  /** Also tells what to store instead where the hash was made under an older root key. */
  function judge(token: string, stored: string | undefined): { right: boolean; staleHash?: string } {
    const [current, ...older] = keyring.hashes('token-hash', token);
    if (stored === undefined || stored === current) return { right: stored !== undefined };
    return older.includes(stored) ? { right: true, staleHash: stored } : { right: false };
  }

  /** Tries of one address take turns, so that a burst of right ones is never taken for a burst of guesses. */
  const countAndJudge = (token: string, address: string) =>
    transact(db, async (tx) => {
      const hit = await limits.take(`panel-token-address:${address}`, wrongTriesPerAddress, 'request.too_many', tx);
      const verdict = judge(token, await settings.find('panel-token-hash', tx));
      if (verdict.right) await hit.giveBack(tx);
      return verdict;
    });

  return {
    createFirst: (chosen) =>
      transact(db, async (tx) => {
        const token = chosen ?? generate();
        if (!(await settings.putFirst('panel-token-hash', hashOf(token), tx))) return undefined;
        await audit.record(tx, { action: 'panel-token.created', target: 'panel-token' });
        return chosen === undefined ? token : undefined;
      }),

    replace: (actor) =>
      transact(db, async (tx) => {
        const token = generate();
        await settings.put('panel-token-hash', hashOf(token), tx);
        await audit.record(tx, { actor, action: 'panel-token.replaced', target: 'panel-token' });
        return token;
      }),

    async authorize(token, caller) {
      const verdict = caller.exemptFromAddressLimits
        ? judge(token, await settings.find('panel-token-hash'))
        : await countAndJudge(token, caller.address);
      if (!verdict.right) throw new DomainError('api_token.wrong');
      if (verdict.staleHash) await settings.putInstead('panel-token-hash', verdict.staleHash, hashOf(token));
    },
  };
}
