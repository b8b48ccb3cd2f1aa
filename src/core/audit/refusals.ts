import { type Database, type Tx, transact, tryWithin } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Audit, AuditEntry } from './audit.ts';

/** What was tried and refused; never with what somebody typed. */
export type Refusal = Pick<AuditEntry, 'actor' | 'action' | 'target' | 'contract'> & {
  address: string;
  /** The code of the refusal. */
  reason: string;
};

/** Leaves a trace of passwords that are being guessed. */
export interface Refusals {
  /**
   * Counts it under its action and its actor or, where nobody was signed in, its target. Recorded are the 1st, 3rd, 10th,
   * 30th and so on of an hour, with that number, each once an hour: a flood does not fill the log.
   */
  record(refusal: Refusal): Promise<void>;
}

const hourMs = 3_600_000;
const counted: readonly LimitRule[] = [{ most: 1_000, windowMs: hourMs }];
const told: readonly LimitRule[] = [{ most: 1, windowMs: hourMs }];
const toldCounts = new Set([1, 3, 10, 30, 100, 300, 1_000]);

interface Deps {
  db: Database;
  limits: Limits;
  audit: Audit;
  /** Is told each refusal that is recorded. */
  onRefused(refusal: { action: string; address: string; failures: number }): void;
}

/** Traces of refused tries. */
export function createRefusals({ db, limits, audit, onRefused }: Deps): Refusals {
  /** False where the rules have no room left. */
  async function take(tx: Tx, key: string, rules: readonly LimitRule[]): Promise<boolean> {
    try {
      await limits.take(key, rules, 'request.too_many', tx);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  return {
    async record({ reason, ...entry }) {
      const { action, address, actor, target } = entry;
      const subject = `${action}:${actor ?? target}`;
      const failures = await transact(db, async (tx) => {
        await take(tx, `refused:${subject}`, counted);
        const count = await limits.count(`refused:${subject}`, hourMs, tx);
        // Written each time, and kept where it is to be told: the first wrong password of each account is, and hardly one of
        // those for accounts that are not there, so that else how long an answer takes would tell which there are.
        const isTold = await tryWithin(tx, async () => {
          const isFirst = await take(tx, `refusal-told:${count}:${subject}`, told);
          await audit.record(tx, { ...entry, details: { reason, failures: count } });
          return isFirst && toldCounts.has(count);
        });
        return isTold ? count : undefined;
      });
      if (failures !== undefined) onRefused({ action, address, failures });
    },
  };
}
