import { Cron } from 'croner';

const daily = /^daily@([01]?\d|2[0-3]):([0-5]\d)$/;

/** The cron expression (five fields) that a schedule stands for: itself, or that of `daily@03:30`. */
export function parseSchedule(text: string): string {
  const [, hour, minute] = daily.exec(text) ?? [];
  return minute === undefined ? text : `${Number(minute)} ${Number(hour)} * * *`;
}

/** What is wrong with a schedule; undefined for one that comes round. */
export function findScheduleProblem(text: string): string | undefined {
  try {
    if (open(parseSchedule(text), 'UTC').nextRun()) return undefined;
    return `never comes round: "${text}"`;
  } catch {
    return `must be daily@03:30 or a cron expression of five fields such as 30 3 * * *, not "${text}"`;
  }
}

/** The newest moment of a schedule that has come by now, in epoch milliseconds; undefined: none ever has. */
export function findDue(schedule: string, timeZone: string, now: number): number | undefined {
  // The reference itself is not included, and counts in seconds.
  return open(schedule, timeZone)
    .previousRuns(1, new Date(now + 1_000))[0]
    ?.getTime();
}

/** The next moment after now. */
export function findNextDue(schedule: string, timeZone: string, now: number): number | undefined {
  return open(schedule, timeZone).nextRun(new Date(now))?.getTime();
}

const open = (schedule: string, timezone: string): Cron =>
  new Cron(schedule, { timezone, mode: '5-part', paused: true });
