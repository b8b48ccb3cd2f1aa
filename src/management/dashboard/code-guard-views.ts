import type { CodeGuardOverview } from '../../core/code-guard/code-guard.ts';
import type { CounterSeries } from '../../core/counters/counters.ts';
import { codeRefusals } from '../../core/errors.ts';
import { printTime } from '../schemas.ts';
import type { CodeGuardView } from './code-guard-schemas.ts';
import { sum, viewSeries } from './views.ts';

const microsPerUnit = 1_000_000;
const hourMs = 3_600_000;
const mostSegments = 10;

/** The guard as it is answered; `series` are those of the refusals in the range. */
export function viewCodeGuard(
  { spend, fullest, breakers }: CodeGuardOverview,
  series: readonly CounterSeries[],
  count: number,
): CodeGuardView {
  const refused = new Map(viewSeries(series, 'codes-refused', count).map(({ label, values }) => [label, sum(values)]));
  return {
    refused: codeRefusals.map((reason) => ({ reason, count: refused.get(reason) ?? 0 })),
    refusedTo: viewSeries(series, 'codes-refused-to', count)
      .slice(0, mostSegments)
      .map(({ label, values }) => ({ segment: label === '' ? null : label, count: sum(values) })),
    spend: {
      day: spend.day,
      amount: spend.amountMicros / microsPerUnit,
      ceiling: spend.ceilingMicros === undefined ? null : spend.ceilingMicros / microsPerUnit,
      messages: spend.messages,
      reached: spend.isReached,
    },
    budgets: (['recipient', 'address', 'segment', 'country'] as const).flatMap((name) => {
      const budget = fullest[name];
      if (!budget) return [];
      const { key = null, used, most = null, windowMs } = budget;
      return [{ name, key, used, most, windowHours: windowMs / hourMs }];
    }),
    breakers: breakers.map(({ area, openedAt = null, openUntil = null, ...rest }) => ({
      callingCode: area,
      ...rest,
      openedAt: printTime(openedAt),
      openUntil: printTime(openUntil),
    })),
  };
}
