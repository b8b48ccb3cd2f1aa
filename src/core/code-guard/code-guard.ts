import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Phone } from '../accounts/identifiers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import type { Counters } from '../counters/counters.ts';
import { type CodeRefusal, DomainError, type ErrorCode } from '../errors.ts';
import type { Hit, LimitRule, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { minuteMs } from './breaker.ts';
import { createBreakers } from './breakers.ts';
import {
  addSpend,
  sumAsked,
  takeSpendBack,
  takeTurn,
  tallySend,
  tallyVerified,
  untallySend,
} from './code-guard.store.ts';
import { dayOf } from './day.ts';
import { keyPrefixes } from './keys.ts';
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

/** The first digits of a number name its operator's segment; pumping schemes own whole segments. */
const segmentLength = 8;
const hourMs = 60 * minuteMs;

/** Guards codes in the database alone, so that neither a restart nor a second process forgets or exceeds anything. */
export function createCodeGuard(deps: Deps): CodeGuard {
  const { db, clock, limits, counters, rules, isProved } = deps;
  const breakers = createBreakers(deps);
  const labels = createLabels(clock);

  async function take(tx: Tx, by: CodeRefusal, key: string, budget: readonly LimitRule[]): Promise<Hit> {
    try {
      return await limits.take(key, budget, 'code.too_many_sends', tx);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new DomainError(error.code, { ...error.params, refusedBy: by });
    }
  }

  /** Of whoever asks, even where a breaker refuses: else it could be asked without end which numbers it spares. */
  async function takeAddress(tx: Tx, { address, exemptFromAddressLimits }: Caller): Promise<void> {
    if (!exemptFromAddressLimits) await take(tx, 'address', keyPrefixes.address + address, rules().perAddress);
  }

  /**
   * What a breaker's word takes, nothing in most cases; undefined: refused. One code on trial for each address, or whoever
   * opened the breaker would keep it open by taking them all.
   */
  async function takeBreaker(tx: Tx, area: string, caller: Caller, now: number): Promise<Hit[] | undefined> {
    const { isLetThrough, isOnTrial } = await breakers.judge(tx, area, now);
    if (!isLetThrough) return undefined;
    if (!isOnTrial) return [];
    try {
      const rule = { most: 1, windowMs: rules().breakerTimes.pauseMs };
      return [await take(tx, 'breaker', keyPrefixes.trial + caller.address, [rule])];
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  async function requireCountryRoom(tx: Tx, area: string, most: number, now: number): Promise<void> {
    if (most === 0) return;
    // A minute more than an hour: what is counted by the minute must not leave before its hour is over.
    const { asked, firstAt } = await sumAsked(tx, area, now - hourMs - minuteMs + 1);
    if (asked < most) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((firstAt + hourMs + minuteMs - now) / 1000));
    throw refusal('code.too_many_sends', 'country', { retryAfterSeconds });
  }

  /** Development's loopback has none of these: its outbox costs nothing. */
  async function takeForPhone(tx: Tx, phone: Phone, isJudged: boolean, now: number) {
    const { perSegment, perCountryHour, priceMicros, ceilingMicros, timeZone } = rules();
    const { area } = phone;
    await requireCountryRoom(tx, area, perCountryHour(area), now);
    await take(tx, 'segment', keyPrefixes.segment + segmentOf(phone), perSegment);
    const spend = { day: dayOf(now, timeZone), price: priceMicros(area) };
    if (!(await addSpend(tx, spend.day, spend.price, ceilingMicros ?? Number.MAX_SAFE_INTEGER))) {
      throw refusal('sms.unavailable', 'ceiling');
    }
    const minuteAt = now - (now % minuteMs);
    await tallySend(tx, area, minuteAt, isJudged);
    return { area, spend, tallyAt: isJudged ? minuteAt : null };
  }

  /** Everything in one transaction; a refusal by a breaker is answered, not thrown, so that its turn and the asking are kept. */
  function takeAll(
    { recipientKey, phone, caller }: PlannedCode,
    isKnown: boolean,
    keep: (tx: Tx, tallyAt: number | null) => Promise<void>,
  ): Promise<Reservation | DomainError> {
    return transact(db, async (tx) => {
      await takeTurn(tx);
      const now = clock.now();
      const guarded = caller.exemptFromAddressLimits ? undefined : phone;
      await takeAddress(tx, caller);
      const trial = guarded && !isKnown ? await takeBreaker(tx, guarded.area, caller, now) : [];
      if (!trial) return refusal('sms.unavailable', 'breaker');
      const hit = await take(tx, 'recipient', keyPrefixes.recipient + recipientKey, rules().perRecipient);
      const taken = guarded && (await takeForPhone(tx, guarded, !isKnown, now));
      await keep(tx, taken?.tallyAt ?? null);
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
  spend: { day: string; price: number };
  tallyAt: number | null;
}

function reservationOf(hits: readonly Hit[], taken: Taken | undefined): Reservation {
  const leaveUnjudged = async (tx: Tx): Promise<void> => {
    if (taken && taken.tallyAt !== null) await untallySend(tx, taken.area, taken.tallyAt);
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

function refusal(code: ErrorCode, refusedBy: CodeRefusal, more: { retryAfterSeconds?: number } = {}): DomainError {
  return new DomainError(code, { ...more, refusedBy });
}

const segmentOf = ({ e164 }: Phone): string => e164.slice(0, segmentLength);
