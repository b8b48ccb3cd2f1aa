import type { House } from '../compose.ts';
import { type CounterName, counterNames, createCounters } from '../core/counters/counters.ts';

/** What a small product sees in an hour of the afternoon. */
const perHour: ReadonlyArray<[name: CounterName, label: string, times: number]> = [
  ['sign-ins', 'mobile', 14],
  ['sign-ins', 'desktop', 9],
  ['sign-ins', 'blog', 4],
  ['sign-ins', 'staff', 2],
  ['registrations', 'mobile', 4],
  ['registrations', 'blog', 2],
  ['codes-sent', 'sms', 12],
  ['codes-verified', 'sms', 10],
  ['codes-sent', 'email', 3],
  ['codes-verified', 'email', 2],
  ['codes-refused', 'recipient', 2],
  ['codes-refused', 'segment', 1],
  ['codes-refused-to', '+8613800', 2],
  ['codes-refused-to', '+8617012', 1],
  ['failures', 'mobile:password.wrong', 4],
  ['failures', 'mobile:code.wrong', 2],
  ['failures', 'desktop:session.expired', 3],
  ['failures', 'blog:captcha.wrong', 1],
  ['heartbeats', 'desktop', 60],
  ['pushes-delivered', '', 7],
  ['pushes-failed', '', 1],
];
const days = 30;
const hourMs = 3_600_000;

/** Counts a month of days, quiet at night, where nothing was counted yet; answers how many days were. */
export async function addDemoCounts({ core, database, clock, logger }: House): Promise<number> {
  const past = { names: counterNames, step: 'day' as const, count: days, timeZone: 'UTC' };
  const { series } = await core.counters.read(past);
  if (series.some(({ label }) => label !== 'console')) return 0;
  const now = clock.now();
  let at = now;
  const counters = createCounters({
    db: database,
    clock: { now: () => at },
    onFailure: (err) => logger.warn({ err }, 'demo counts were not written'),
  });
  for (let hour = 1; hour <= days * 24; hour += 1) {
    at = now - hour * hourMs;
    const light = 0.55 + 0.45 * Math.sin(((at / hourMs - 2) / 12) * Math.PI);
    for (const [index, [name, label, times]] of perHour.entries()) {
      // Not every hour like the one of the day before.
      const unrest = 0.75 + ((hour * 7 + index * 13) % 11) / 20;
      for (let n = Math.round(times * light * unrest); n > 0; n -= 1) counters.add(name, label);
    }
  }
  await counters.stop();
  return days;
}
