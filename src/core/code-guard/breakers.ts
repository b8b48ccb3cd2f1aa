import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import {
  type Breaker,
  judgeBreaker,
  judgedMinutes,
  minuteMs,
  turnBreaker,
  untouchedBreaker,
  type Verdict,
} from './breaker.ts';
import { closeBreaker, findBreakers, putBreaker, sumSent } from './code-guard.store.ts';
import { type CodeGuardRules, everywhere } from './rules.ts';

/** In this turn everything that stands before a code is judged and counted, and stays true until it is kept. */
export const guardTurn = 'code-guard';

/** The breakers of all calling codes, and the one over them. */
export interface Breakers {
  /**
   * Whether one more code may go there, by its own breaker and by that over all, and whether on trial; turns them where it
   * is time.
   */
  judge(tx: Tx, area: string, now: number): Promise<{ isLetThrough: boolean; isOnTrial: boolean }>;
  /** An operator's word; nothing where it is closed. */
  closeByHand(area: string, by: Actor): Promise<void>;
}

interface Deps {
  db: Database;
  clock: Clock;
  audit: Audit;
  rules(): CodeGuardRules;
}

/** Breakers on the share of codes that are typed in: who pumps SMS never types one in. */
export function createBreakers({ db, clock, audit, rules }: Deps): Breakers {
  async function judgeOne(tx: Tx, breaker: Breaker, now: number): Promise<Verdict> {
    const { breakerOf, breakerTimes } = rules();
    const codes = await sumSent(tx, breaker.area, judgedMinutes(breaker, breakerTimes, now));
    const verdict = judgeBreaker(breaker, codes, breakerOf(breaker.area), breakerTimes, now);
    const { turn } = verdict;
    if (turn) {
      await putBreaker(tx, turnBreaker(breaker, turn, codes, { pauseMs: breakerTimes.pauseMs, now }));
      await audit.record(tx, {
        action: `sms-breaker.${turn}`,
        target: targetOf(breaker.area),
        details: { sent: codes.sent, verified: codes.verified },
      });
    }
    return verdict;
  }

  return {
    async judge(tx, area, now) {
      const kept = await findBreakers(tx, [area, everywhere]);
      const breakerOf = (each: string) => kept.find((row) => row.area === each) ?? untouchedBreaker(each);
      const own = await judgeOne(tx, breakerOf(area), now);
      if (!own.isLetThrough) return { isLetThrough: false, isOnTrial: false };
      const overall = await judgeOne(tx, breakerOf(everywhere), now);
      const isOnTrial = [own, overall].some(({ state }) => state === 'half-open');
      return { isLetThrough: overall.isLetThrough, isOnTrial };
    },

    async closeByHand(area, by) {
      const now = clock.now();
      await transact(db, async (tx) => {
        await takeTurn(tx, guardTurn);
        const closed = await closeBreaker(tx, area, now - (now % minuteMs));
        if (closed) await audit.record(tx, { ...by, action: 'sms-breaker.closed', target: targetOf(area) });
      });
    },
  };
}

const targetOf = (area: string): string => `sms-breaker:${area === everywhere ? 'all' : area}`;
