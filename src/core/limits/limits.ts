import type { Database, Db } from '../../db/database.ts';
import type { Caller } from '../caller.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { Clock, SharedMemory } from '../ports.ts';
import { createKnownRefusals } from './known-refusals.ts';
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
  /**
   * Throws as `take` would where that is known without the database: for before a transaction that takes, in which only
   * the database is asked. Counts nothing.
   */
  refuseKnown(key: string, rules: readonly LimitRule[], code: ErrorCode): Promise<void>;
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

interface Deps {
  db: Database;
  clock: Clock;
  memory?: SharedMemory | undefined;
}

/** Sliding-window limits in the database, so that a restart or a second process forgets nothing. */
export function createLimits({ db, clock, memory }: Deps): Limits {
  const known = createKnownRefusals(memory);

  async function refuseKnown(key: string, rules: readonly LimitRule[], code: ErrorCode): Promise<void> {
    const until = await known.find(key, rules);
    const now = clock.now();
    if (until !== undefined && until > now) throw refusal(code, until, now);
  }

  /** When all rules have room again. */
  async function findRoomAt(at: Db, key: string, rules: readonly LimitRule[], now: number): Promise<number> {
    let latest = now;
    for (const rule of rules) {
      const hitAt = await findHitTime(at, key, rule.most);
      if (hitAt !== undefined) latest = Math.max(latest, hitAt + rule.windowMs);
    }
    return latest;
  }

  async function take(key: string, rules: readonly LimitRule[], code: ErrorCode, tx?: Db): Promise<Hit> {
    if (!tx) await refuseKnown(key, rules, code);
    const now = clock.now();
    const id = await insertHit(tx ?? db, key, rules, now);
    if (id === undefined) {
      const until = await findRoomAt(tx ?? db, key, rules, now);
      await outside(tx, known.remember(key, rules, until));
      throw refusal(code, until, now);
    }
    return {
      async giveBack(at) {
        // What one transaction takes and gives back, nobody was refused for.
        if (!at || at !== tx) await outside(at, known.drop(key));
        await deleteHit(at ?? db, id);
      },
    };
  }

  return {
    take,
    refuseKnown,
    takeForAddress: async (kind, caller, rules, code, at) =>
      caller.exemptFromAddressLimits ? uncounted : take(`${kind}-address:${caller.address}`, rules, code, at),
    count: (key, windowMs, at = db) => countHits(at, key, clock.now() - windowMs),
    async findBusiest(prefix, windowMs) {
      const busiest = await findBusiestKey(db, prefix, clock.now() - windowMs);
      return busiest && { key: busiest.key.slice(prefix.length), tries: busiest.hits };
    },
    async forget(key) {
      await known.drop(key);
      await deleteHits(db, key);
    },
  };
}

function refusal(code: ErrorCode, until: number, now: number): DomainError {
  return new DomainError(code, { retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1000)) });
}

/** A transaction waits for nobody but the database. */
async function outside(tx: Db | undefined, work: Promise<void>): Promise<void> {
  if (!tx) await work;
}
