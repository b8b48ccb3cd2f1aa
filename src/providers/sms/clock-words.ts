import type { Clock } from '../../core/ports.ts';

/** What is to be corrected where a vendor calls our time wrong; `date` is the vendor's own, as its answer says it. */
export function describeWrongClock(clock: Clock, date: string | null): string {
  const theirs = Date.parse(date ?? '');
  const offSeconds = Math.round((clock.now() - theirs) / 1000);
  const howFar = Number.isNaN(offSeconds)
    ? ''
    : ` (${Math.abs(offSeconds)} s ${offSeconds < 0 ? 'behind' : 'ahead of'} the vendor's)`;
  return `the clock of this machine is wrong${howFar}: set it, and keep it right with NTP`;
}
