import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import { randomAlphanumeric } from '../random.ts';
import { isSameSecret } from '../same-secret.ts';
import type { Settings } from '../settings/settings.ts';

/** How every generated token begins, so that leak scanners and people recognise one. */
const prefix = 'portico_panel_';
const wrongTriesPerAddress: readonly LimitRule[] = [{ most: 10, windowMs: 60_000 }];

/** Replaces and checks the panel's token. */
export interface PanelToken {
  /** Makes `token` the valid one at a first start; false where there is one already (P5). */
  createFirst(token: string): Promise<boolean>;
  /** Puts a new token in the old one's place and answers it, to be shown once (P5). */
  replace(by: Actor): Promise<string>;
  /** Throws `api_token.wrong`, or `request.too_many` after 10 wrong tries a minute from one address (R13). */
  authorize(token: string, caller: Caller): Promise<void>;
}

/** An unguessable token, not valid before it is given to `createFirst`. */
export function generatePanelToken(): string {
  return prefix + randomAlphanumeric(43);
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

  /** Also tells what to store instead where the hash was made under an older root key. */
  function judge(token: string, stored: string | undefined): { right: boolean; staleHash?: string } {
    const [current, ...older] = keyring.hashes('token-hash', token);
    if (stored === undefined) return { right: false };
    if (isSameSecret(stored, current)) return { right: true };
    return older.some((hash) => isSameSecret(stored, hash)) ? { right: true, staleHash: stored } : { right: false };
  }

  /** Tries of one address take turns, so that a burst of right ones is never taken for a burst of guesses. */
  async function countAndJudge(token: string, address: string) {
    const budget = [`panel-token-address:${address}`, wrongTriesPerAddress, 'request.too_many'] as const;
    await limits.refuseKnown(...budget);
    // Read in the transaction it would be locked, and everybody's requests would wait for each other.
    const stored = await settings.find('panel-token-hash');
    return transact(db, async (tx) => {
      const hit = await limits.take(...budget, tx);
      const verdict = judge(token, stored);
      if (verdict.right) await hit.giveBack(tx);
      return verdict;
    });
  }

  return {
    createFirst: (token) =>
      transact(db, async (tx) => {
        if (!(await settings.putFirst(tx, 'panel-token-hash', hashOf(token)))) return false;
        await audit.record(tx, { action: 'panel-token.created', target: 'panel-token' });
        return true;
      }),

    replace: (by) =>
      transact(db, async (tx) => {
        const token = generatePanelToken();
        await settings.put(tx, 'panel-token-hash', hashOf(token));
        await audit.record(tx, { ...by, action: 'panel-token.replaced', target: 'panel-token' });
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
