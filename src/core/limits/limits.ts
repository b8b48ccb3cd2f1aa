import type { Database, Db } from '../../db/database.ts';
import type { Caller } from '../caller.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { Clock } from '../ports.ts';
import {
  countHits,
  deleteHit,
  deleteHits,
  findBusiestKey,
  findHitTime,
  insertHit,
  type LimitRule,
} from './limits.store.ts';

export type { LimitRule } from './limits.store.ts';

/** A counted try that can be given back. */
export interface Hit {
  /** Uncounts the try; inside a transaction in that, or it would wait for itself. */
  giveBack(at?: Db): Promise<void>;
}

/** Counts tries and refuses those beyond a rule. */
export interface Limits {
  /** Counts one try under `key`; throws `code` with `retryAfterSeconds` when a rule has no room left. */
  take(key: string, rules: readonly LimitRule[], code: ErrorCode, at?: Db): Promise<Hit>;
  /** The same for one caller's address; development's loopback is exempt, and has nothing to give back. */
  takeForAddress(kind: string, caller: Caller, rules: readonly LimitRule[], code: ErrorCode, at?: Db): Promise<Hit>;
  /** How many tries the last `windowMs` saw. */
  count(key: string, windowMs: number, at?: Db): Promise<number>;
  /** The key, of those that begin with `prefix`, with the most tries in the last `windowMs`; without the prefix. */
  findBusiest(prefix: string, windowMs: number): Promise<{ key: string; tries: number } | undefined>;
  /** Forgets every try under `key`. */
  forget(key: string): Promise<void>;
}

const uncounted: Hit = { giveBack: async () => {} };

/** Sliding-window limits in the database, so that a restart or a second process forgets nothing. */
export function createLimits({ db, clock }: { db: Database; clock: Clock }): Limits {
  async function retryAfterSeconds(at: Db, key: string, rules: readonly LimitRule[], now: number): Promise<number> {
    let latest = now;
    for (const rule of rules) {
      const hitAt = await findHitTime(at, key, rule.most);
      if (hitAt !== undefined) latest = Math.max(latest, hitAt + rule.windowMs);
    }
    return Math.max(1, Math.ceil((latest - now) / 1000));
  }

  async function take(key: string, rules: readonly LimitRule[], code: ErrorCode, at: Db = db): Promise<Hit> {
    const now = clock.now();
    const id = await insertHit(at, key, rules, now);
    if (id === undefined) {
      throw new DomainError(code, { retryAfterSeconds: await retryAfterSeconds(at, key, rules, now) });
    }
    return { giveBack: (at = db) => deleteHit(at, id) };
  }

  return {
    take,
    takeForAddress: async (kind, caller, rules, code, at) =>
      caller.exemptFromAddressLimits ? uncounted : take(`${kind}-address:${caller.address}`, rules, code, at),
    count: (key, windowMs, at = db) => countHits(at, key, clock.now() - windowMs),
    async findBusiest(prefix, windowMs) {
      const busiest = await findBusiestKey(db, prefix, clock.now() - windowMs);
      return busiest && { key: busiest.key.slice(prefix.length), tries: busiest.hits };
    },
    forget: (key) => deleteHits(db, key),
  };
}
