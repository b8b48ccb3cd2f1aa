import type { Tx } from '../../db/database.ts';
import type { Phone } from '../accounts/identifiers.ts';
import type { Caller } from '../caller.ts';
import { type CodeRefusal, DomainError, type ErrorCode } from '../errors.ts';
import type { Hit, LimitRule, Limits } from '../limits/limits.ts';
import { minuteMs } from './breaker.ts';
import { sumAsked } from './code-guard.store.ts';
import { keyPrefixes } from './keys.ts';
import type { CodeGuardRules } from './rules.ts';

/** How many codes may be sent, by whom and to whom; each throws `code.too_many_sends`, with `refusedBy`, where there is no room. */
export interface Budgets {
  /** `recipientKey`: a keyed hash. */
  takeRecipient(tx: Tx, recipientKey: string): Promise<Hit>;
  /** Throws as `takeAddress` would where that is known without the database. */
  refuseKnownAddress(caller: Caller): Promise<void>;
  /** Development's loopback is exempt. */
  takeAddress(tx: Tx, caller: Caller): Promise<void>;
  takeSegment(tx: Tx, phone: Phone): Promise<void>;
  /** Takes nothing: what is sent to a calling code is tallied anyway. */
  requireCountryRoom(tx: Tx, area: string, now: number): Promise<void>;
  /**
   * One code on trial for each address, or whoever opened a breaker would keep it open by taking them all; undefined where
   * the address had its one.
   */
  takeTrial(tx: Tx, caller: Caller): Promise<Hit | undefined>;
}

// The first digits of a number name its operator's segment; pumping schemes own whole segments.
const segmentLength = 8;
const hourMs = 60 * minuteMs;

/** The failure of a code that is not sent. */
export function refusal(
  code: ErrorCode,
  refusedBy: CodeRefusal,
  more: { retryAfterSeconds?: number } = {},
): DomainError {
  return new DomainError(code, { ...more, refusedBy });
}

/** The first digits of a number, with the plus sign. */
export const segmentOf = ({ e164 }: Phone): string => e164.slice(0, segmentLength);

/** Budgets over sliding windows, in the caller's transaction. */
export function createBudgets({ limits, rules }: { limits: Limits; rules(): CodeGuardRules }): Budgets {
  const take = (tx: Tx, by: CodeRefusal, key: string, budget: readonly LimitRule[]): Promise<Hit> =>
    naming(by, limits.take(key, budget, 'code.too_many_sends', tx));

  return {
    takeRecipient: (tx, recipientKey) =>
      take(tx, 'recipient', keyPrefixes.recipient + recipientKey, rules().perRecipient),
    async refuseKnownAddress({ address, exemptFromAddressLimits }) {
      if (exemptFromAddressLimits) return;
      const key = keyPrefixes.address + address;
      await naming('address', limits.refuseKnown(key, rules().perAddress, 'code.too_many_sends'));
    },
    async takeAddress(tx, { address, exemptFromAddressLimits }) {
      if (!exemptFromAddressLimits) await take(tx, 'address', keyPrefixes.address + address, rules().perAddress);
    },
    async takeSegment(tx, phone) {
      await take(tx, 'segment', keyPrefixes.segment + segmentOf(phone), rules().perSegment);
    },
    async requireCountryRoom(tx, area, now) {
      const most = rules().perCountryHour(area);
      if (most === 0) return;
      // A minute more than an hour: what is counted by the minute must not leave before its hour is over.
      const { asked, firstAt } = await sumAsked(tx, area, now - hourMs - minuteMs + 1);
      if (asked < most) return;
      const retryAfterSeconds = Math.max(1, Math.ceil((firstAt + hourMs + minuteMs - now) / 1000));
      throw refusal('code.too_many_sends', 'country', { retryAfterSeconds });
    },
    async takeTrial(tx, { address }) {
      try {
        const rule = { most: 1, windowMs: rules().breakerTimes.pauseMs };
        return await take(tx, 'breaker', keyPrefixes.trial + address, [rule]);
      } catch (error) {
        if (error instanceof DomainError) return undefined;
        throw error;
      }
    },
  };
}

/** Adds to a refusal who refused. */
async function naming<T>(by: CodeRefusal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof DomainError ? refusal(error.code, by, error.params) : error;
  }
}
