import type { Clock } from '../../core/ports.ts';

/** Whether a vendor wants to be left alone, because it said so. */
export interface Pause {
  /** Why nothing may be sent now; undefined where it may. */
  reason(): string | undefined;
  /** Sends nothing for so long, an hour at most: `retryAfter` as the header says it, else the fallback. */
  begin(vendor: string, retryAfter: string | null | undefined, fallbackSeconds: number): void;
}

const longestSeconds = 3_600;

/** One for each vendor, shared by all jobs. */
export function createPause(clock: Clock): Pause {
  let until = 0;
  let why = '';
  // A clock that was set back must not make an hour of it a day.
  const isOn = (now: number): boolean => now < until && until - now <= longestSeconds * 1000;
  return {
    reason: () => (isOn(clock.now()) ? why : undefined),
    begin(vendor, retryAfter, fallbackSeconds) {
      const now = clock.now();
      const seconds = Math.min(readRetryAfter(retryAfter, now) ?? fallbackSeconds, longestSeconds);
      until = Math.max(isOn(now) ? until : 0, now + seconds * 1000);
      why = `${vendor} wants to be asked less often: no request until ${new Date(until).toISOString()}`;
    },
  };
}

/** Why nothing may be begun at this moment: its time is up, or the vendor wants to be left alone; undefined where it may. */
export function whyNotNow(pause: Pause, signal: AbortSignal): string | undefined {
  return signal.aborted ? 'not begun in time' : pause.reason();
}

/** Seconds, or a date (RFC 9110); undefined where it is neither. */
function readRetryAfter(text: string | null | undefined, now: number): number | undefined {
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max((at - now) / 1000, 0);
}
