import type { SharedMemory } from '../ports.ts';
import type { LimitRule } from './limits.store.ts';

/**
 * What the database refused lately, where all nodes see it: a flood is refused without asking the database again. Counts
 * are the database's alone, so that nothing opens where this is lost.
 */
export interface KnownRefusals {
  /** Until when these rules surely have no room, in epoch milliseconds; undefined: only the database knows. */
  find(key: string, rules: readonly LimitRule[]): Promise<number | undefined>;
  /** The database found no room under these rules before `until`. */
  remember(key: string, rules: readonly LimitRule[], until: number): Promise<void>;
  /** Room is made there, now or when a transaction commits. */
  drop(key: string): Promise<void>;
}

// The database is asked again that often, so that nobody is kept out for longer by room that was made unnoticed.
const rememberedMs = 5_000;
// What was asked of the database before room was made is not remembered after it.
const droppedMs = 10_000;
const dropped = 'dropped';

/** Refusals in the memory that nodes share; without one, nothing is known. */
export function createKnownRefusals(memory: SharedMemory | undefined): KnownRefusals {
  return {
    async find(key, rules) {
      const [until, rulesThen] = ((await memory?.find(nameOf(key))) ?? '').split(' ');
      return rulesThen === write(rules) ? Number(until) : undefined;
    },
    async remember(key, rules, until) {
      await memory?.putIfAbsent(nameOf(key), `${until} ${write(rules)}`, rememberedMs);
    },
    async drop(key) {
      await memory?.put(nameOf(key), dropped, droppedMs);
    },
  };
}

const nameOf = (key: string): string => `limit-full:${key}`;

/** Rules can be changed while serving: what was full under the old ones may have room. */
const write = (rules: readonly LimitRule[]): string => rules.map(({ most, windowMs }) => `${most}/${windowMs}`).join();
