import type { CounterName, CounterSeries, CounterStep } from '../../core/counters/counters.ts';
import type { DashboardRange, DashboardSeries, DashboardView } from './schemas.ts';

/** In how many steps a range is told. */
export const stepsOf: Record<DashboardRange, { step: CounterStep; count: number }> = {
  '24h': { step: 'hour', count: 24 },
  '7d': { step: 'sixHours', count: 28 },
  '30d': { step: 'day', count: 30 },
};

// Fewer codes than this prove nothing.
const fewestJudged = 20;
// People type in most of the codes that they asked for; who pumps types in none.
const suspiciousShare = 0.5;
const suspiciousFall = 0.2;

/** All of them together. */
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The series of one name over the newest `count` steps, the largest first. */
export function viewSeries(series: readonly CounterSeries[], name: CounterName, count: number): DashboardSeries[] {
  return series
    .filter((each) => each.name === name)
    .map(({ label, points }) => ({ label, values: points.slice(-count).map(({ value }) => value) }))
    .filter(({ values }) => sum(values) > 0)
    .sort((a, b) => sum(b.values) - sum(a.values));
}

/** `mobile:password.wrong` as contract and code. */
export function viewFailures(series: readonly DashboardSeries[]): DashboardView['failures'] {
  return series.map(({ label, values }) => {
    const [contract = '', code = ''] = label.split(':');
    return { contract, code, values };
  });
}

/** Codes of one channel over the newest `count` steps, beside as many steps before. */
export function judgeCodes(series: readonly CounterSeries[], channel: string, count: number) {
  const valuesOf = (name: CounterName): number[] =>
    series.find((each) => each.name === name && each.label === channel)?.points.map(({ value }) => value) ?? [];
  const [sent, verified] = [valuesOf('codes-sent'), valuesOf('codes-verified')];
  const now = { sent: sum(sent.slice(-count)), verified: sum(verified.slice(-count)) };
  const before = { sent: sum(sent.slice(0, -count)), verified: sum(verified.slice(0, -count)) };
  const share = now.verified / now.sent;
  const hasFallen = before.sent >= fewestJudged && share < before.verified / before.sent - suspiciousFall;
  return {
    ...now,
    sentBefore: before.sent,
    verifiedBefore: before.verified,
    suspicious: now.sent >= fewestJudged && (share < suspiciousShare || hasFallen),
  };
}
