import type { BreakerRule, BreakerTimes } from './rules.ts';

/** What is kept of one breaker. */
export interface Breaker {
  area: string;
  /** Codes from before are not judged. */
  counts_from: number;
  /** When it opened; null: it is closed. */
  opened_at: number | null;
  /** Until when nothing is sent; after that it is half open. */
  open_until: number | null;
  /** The codes that it was opened for. */
  judged_sent: number;
  judged_verified: number;
}

/** Closed: everything is sent; open: nothing; half open: a few on trial. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Codes of some minutes. */
export interface SentCodes {
  sent: number;
  verified: number;
  /** The last minute in which one was sent; undefined: none was. */
  lastAt: number | undefined;
}

/** What a breaker says to one more code, and what becomes of it by that. */
export interface Verdict {
  state: BreakerState;
  isLetThrough: boolean;
  turn?: 'opened' | 'reopened' | 'closed';
}

/** How codes are counted: by the minute. */
export const minuteMs = 60_000;
// Who wants in has typed the code in by then; sooner, the codes of a busy minute would all count as untyped.
const typingMs = 3 * minuteMs;

/** A breaker that never had anything to do. */
export function untouchedBreaker(area: string): Breaker {
  return { area, counts_from: 0, opened_at: null, open_until: null, judged_sent: 0, judged_verified: 0 };
}

/** Whether it is past its pause. */
function isHalfOpen({ open_until }: Breaker, now: number): boolean {
  return open_until !== null && open_until <= now;
}

/** The minutes whose codes decide, both included: on trial all since the pause, else those old enough to be typed in. */
export function judgedMinutes(breaker: Breaker, { windowMs }: BreakerTimes, now: number) {
  if (isHalfOpen(breaker, now)) return { from: breaker.open_until ?? 0, through: now };
  return { from: Math.max(breaker.counts_from, now - windowMs), through: now - minuteMs - typingMs };
}

/** Judges one more code by those of `judgedMinutes`. */
export function judgeBreaker(
  breaker: Breaker,
  codes: SentCodes,
  { minimum, percent }: BreakerRule,
  { trials }: BreakerTimes,
  now: number,
): Verdict {
  if (minimum === 0) return { state: 'closed', isLetThrough: true };
  if (breaker.opened_at === null) {
    const isBad = codes.sent >= minimum && codes.verified * 100 < codes.sent * percent;
    return isBad ? { state: 'open', isLetThrough: false, turn: 'opened' } : { state: 'closed', isLetThrough: true };
  }
  if (!isHalfOpen(breaker, now)) return { state: 'open', isLetThrough: false };
  if (codes.verified >= Math.max(1, Math.ceil((trials * percent) / 100))) {
    return { state: 'closed', isLetThrough: true, turn: 'closed' };
  }
  if (codes.sent < trials) return { state: 'half-open', isLetThrough: true };
  const hadTime = codes.lastAt === undefined || codes.lastAt + minuteMs + typingMs <= now;
  return hadTime
    ? { state: 'open', isLetThrough: false, turn: 'reopened' }
    : { state: 'half-open', isLetThrough: false };
}

/** The breaker after a turn. */
export function turnBreaker(
  breaker: Breaker,
  turn: NonNullable<Verdict['turn']>,
  codes: SentCodes,
  { pauseMs, now }: { pauseMs: number; now: number },
): Breaker {
  if (turn === 'closed') {
    return { ...breaker, opened_at: null, open_until: null, counts_from: now - (now % minuteMs) };
  }
  return {
    ...breaker,
    opened_at: breaker.opened_at ?? now,
    // To the full minute, so that no code from before it is counted as one on trial.
    open_until: Math.ceil((now + pauseMs) / minuteMs) * minuteMs,
    judged_sent: codes.sent,
    judged_verified: codes.verified,
  };
}
