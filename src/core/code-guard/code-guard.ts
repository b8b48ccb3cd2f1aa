import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Phone } from '../accounts/identifiers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import type { Counters } from '../counters/counters.ts';
import { DomainError } from '../errors.ts';
import type { Hit, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { minuteMs } from './breaker.ts';
import { createBreakers, guardTurn } from './breakers.ts';
import { createBudgets, refusal, segmentOf } from './budgets.ts';
import { addSpend, takeSpendBack, tallySend, tallyVerified, untallySend } from './code-guard.store.ts';
import { dayOf } from './day.ts';
import { createLabels } from './labels.ts';
import { type CodeGuardOverview, readOverview } from './overview.ts';
import type { CodeGuardRules } from './rules.ts';

export type { CodeGuardOverview } from './overview.ts';
export { readGuardRules } from './rules.ts';

/** A code that is about to be sent. */
export interface PlannedCode {
  /** Under which the recipient's sends are counted: a keyed hash. */
  recipientKey: string;
  /** Undefined: by e-mail, which costs nothing. */
  phone: Phone | undefined;
  caller: Caller;
}

/** What a code that may be sent has taken. */
export interface Reservation {
  /** The code surely did not leave: gives back the recipient's send and the money; address, segment and country keep theirs. */
  giveBack(tx: Tx): Promise<void>;
  /** Nobody knows whether the code left: all stays taken, but no breaker judges by it. */
  leaveUnjudged(tx: Tx): Promise<void>;
}

/** Stands before every code that is sent: budgets, the day's ceiling, breakers. */
export interface CodeGuard {
  /**
   * Takes all that one code needs, or nothing, in one transaction together with `keep`, which is told the minute that the
   * code counts in. Throws, with `refusedBy`, `code.too_many_sends` where a budget has no room, `sms.rejected` where that
   * calling code is not served, `sms.unavailable` where the day's ceiling is reached or a breaker is open.
   */
  reserve(planned: PlannedCode, keep: (tx: Tx, tallyAt: number | null) => Promise<void>): Promise<Reservation>;
  /** A code that counts in that minute was typed in; once for each. */
  noteVerified(tx: Tx, phone: Phone, tallyAt: number): Promise<void>;
  /** Where everything stands at this moment. */
  read(): Promise<CodeGuardOverview>;
  /** Lets everything through again to that calling code, or `*`: what was sent before is not held against it. */
  closeBreaker(area: string, by: Actor): Promise<void>;
}

interface Deps {
  db: Database;
  clock: Clock;
  limits: Limits;
  audit: Audit;
  counters: Pick<Counters, 'add'>;
  /** Asked at each send: an operator may change them meanwhile. */
  rules(): CodeGuardRules;
  /** Whether somebody has proved this number: no breaker stands before them. */
  isProved(phone: Phone): Promise<boolean>;
}

/** Guards codes in the database alone, so that neither a restart nor a second process forgets or exceeds anything. */
export function createCodeGuard(deps: Deps): CodeGuard {
  const { db, clock, limits, counters, rules, isProved } = deps;
  const budgets = createBudgets(deps);
  const breakers = createBreakers(deps);
  const labels = createLabels(clock);

  /** What a breaker's word takes, nothing in most cases; undefined: refused. */
  async function takeBreaker(tx: Tx, area: string, caller: Caller, now: number): Promise<Hit[] | undefined> {
    const { isLetThrough, isOnTrial } = await breakers.judge(tx, area, now);
    if (!isLetThrough) return undefined;
    if (!isOnTrial) return [];
    const trial = await budgets.takeTrial(tx, caller);
    return trial && [trial];
  }

  async function requireRoom(tx: Tx, phone: Phone, now: number): Promise<void> {
    await budgets.requireCountryRoom(tx, phone.area, now);
    await budgets.takeSegment(tx, phone);
  }

  function plan({ area }: Phone, isJudged: boolean, now: number): Taken {
    const { priceMicros, timeZone } = rules();
    const minuteAt = now - (now % minuteMs);
    return { area, minuteAt, isJudged, spend: { day: dayOf(now, timeZone), price: priceMicros(area) } };
  }

  async function payAndTally(tx: Tx, { area, minuteAt, isJudged, spend }: Taken): Promise<void> {
    const { ceilingMicros } = rules();
    if (!(await addSpend(tx, spend.day, spend.price, ceilingMicros ?? Number.MAX_SAFE_INTEGER))) {
      throw refusal('sms.unavailable', 'ceiling');
    }
    await tallySend(tx, area, minuteAt, isJudged);
  }

  /** Everything in one transaction; a refusal by a breaker is answered, not thrown, so that its turn and the asking are kept. */
  function takeAll(
    { recipientKey, phone, caller }: PlannedCode,
    isKnown: boolean,
    keep: (tx: Tx, tallyAt: number | null) => Promise<void>,
  ): Promise<Reservation | DomainError> {
    return transact(db, async (tx) => {
      await takeTurn(tx, guardTurn);
      const now = clock.now();
      // Development's loopback has nothing but the recipient's: its outbox costs nothing.
      const guarded = caller.exemptFromAddressLimits ? undefined : phone;
      // Even of whom a breaker refuses: else it could be asked without end which numbers it spares.
      await budgets.takeAddress(tx, caller);
      const trial = guarded && !isKnown ? await takeBreaker(tx, guarded.area, caller, now) : [];
      if (!trial) return refusal('sms.unavailable', 'breaker');
      const hit = await budgets.takeRecipient(tx, recipientKey);
      if (guarded) await requireRoom(tx, guarded, now);
      const taken = guarded && plan(guarded, !isKnown, now);
      // Before the tallies: who types a code in takes both in this order, too.
      await keep(tx, taken?.isJudged ? taken.minuteAt : null);
      if (taken) await payAndTally(tx, taken);
      return reservationOf([hit, ...trial], taken);
    });
  }

  /** Counted outside of the transaction that a refusal undoes. */
  function countRefusal(error: unknown, phone: Phone | undefined): void {
    const by = error instanceof DomainError ? error.params.refusedBy : undefined;
    if (by === undefined) return;
    counters.add('codes-refused', by);
    if (phone) counters.add('codes-refused-to', labels.bound(segmentOf(phone)));
  }

  return {
    async reserve(planned, keep) {
      const { phone, caller } = planned;
      try {
        if (phone && !rules().isServed(phone.area)) throw refusal('sms.rejected', 'country-not-served');
        await budgets.refuseKnownAddress(caller);
        const isKnown = phone !== undefined && !caller.exemptFromAddressLimits && (await isProved(phone));
        const outcome = await takeAll(planned, isKnown, keep);
        if (outcome instanceof DomainError) throw outcome;
        return outcome;
      } catch (error) {
        countRefusal(error, phone);
        throw error;
      }
    },
    noteVerified: (tx, phone, tallyAt) => tallyVerified(tx, phone.area, tallyAt),
    read: () => readOverview({ db, limits, rules: rules(), now: clock.now() }),
    closeBreaker: (area, by) => breakers.closeByHand(area, by),
  };
}

interface Taken {
  area: string;
  minuteAt: number;
  /** Whether breakers judge by it. */
  isJudged: boolean;
  spend: { day: string; price: number };
}

function reservationOf(hits: readonly Hit[], taken: Taken | undefined): Reservation {
  const leaveUnjudged = async (tx: Tx): Promise<void> => {
    if (taken?.isJudged) await untallySend(tx, taken.area, taken.minuteAt);
  };
  return {
    leaveUnjudged,
    async giveBack(tx) {
      for (const hit of hits) await hit.giveBack(tx);
      if (taken) await takeSpendBack(tx, taken.spend.day, taken.spend.price);
      await leaveUnjudged(tx);
    },
  };
}
