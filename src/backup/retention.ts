/** Which backups are kept: the newest ones, and the newest of each of so many days, weeks and months that have one. */
export interface Retention {
  newest: number;
  days: number;
  weeks: number;
  months: number;
}

/** What is kept because of which rule, and what is not. */
export interface RetentionPlan<Backup> {
  kept: Map<Backup, KeptAs[]>;
  pruned: Backup[];
}

export type KeptAs = 'newest' | 'day' | 'week' | 'month';

const periods = { d: 'days', w: 'weeks', m: 'months' } as const;
const most = 10_000;
const dayMs = 24 * 3_600_000;

/** Reads `14` (the newest 14) or `7d,4w,12m`, or both: `3,7d`. Undefined where it is neither. */
export function parseRetention(text: string): Retention | undefined {
  const retention: Retention = { newest: 0, days: 0, weeks: 0, months: 0 };
  for (const part of text.split(',')) {
    const [, digits, unit] = /^\s*(\d{1,5})([dwm]?)\s*$/.exec(part) ?? [];
    const count = Number(digits);
    if (digits === undefined || count < 1 || count > most) return undefined;
    retention[unit ? periods[unit as keyof typeof periods] : 'newest'] = count;
  }
  return retention;
}

/** Says which of the backups stay; the newest one always does. Days, weeks (from Monday) and months are those of the zone. */
export function planRetention<Backup extends { createdAt: number }>(
  backups: readonly Backup[],
  retention: Retention,
  timeZone: string,
): RetentionPlan<Backup> {
  const newestFirst = backups.toSorted((a, b) => b.createdAt - a.createdAt);
  const kept = new Map<Backup, KeptAs[]>();
  const keep = (backup: Backup, as: KeptAs): void => void kept.set(backup, [...(kept.get(backup) ?? []), as]);
  for (const backup of newestFirst.slice(0, Math.max(1, retention.newest))) keep(backup, 'newest');
  const dateOf = createDates(timeZone);
  const rules: Array<[KeptAs, number, (backup: Backup) => string]> = [
    ['day', retention.days, ({ createdAt }) => dateOf(createdAt)],
    ['week', retention.weeks, ({ createdAt }) => mondayOf(dateOf(createdAt))],
    ['month', retention.months, ({ createdAt }) => dateOf(createdAt).slice(0, 7)],
  ];
  for (const [as, count, periodOf] of rules) {
    for (const backup of newestOfEach(newestFirst, periodOf).slice(0, count)) keep(backup, as);
  }
  return { kept, pruned: newestFirst.filter((backup) => !kept.has(backup)) };
}

function newestOfEach<Backup>(newestFirst: readonly Backup[], periodOf: (backup: Backup) => string): Backup[] {
  const found = new Map<string, Backup>();
  for (const backup of newestFirst) {
    const period = periodOf(backup);
    if (!found.has(period)) found.set(period, backup);
  }
  return [...found.values()];
}

/** `2026-11-30`, as a calendar in that zone shows it. */
function createDates(timeZone: string): (epochMs: number) => string {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return (epochMs) => format.format(epochMs);
}

function mondayOf(date: string): string {
  const midnight = Date.parse(date);
  const daysSinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - daysSinceMonday * dayMs).toISOString().slice(0, 10);
}
