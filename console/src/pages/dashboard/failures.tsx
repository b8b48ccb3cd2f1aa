import type { DashboardView } from '../../../../src/management/dashboard/schemas.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { failureTexts } from './failure-texts.ts';
import { dashboardTexts } from './texts.ts';
import { sum, toSeries } from './use-dashboard.ts';

const named = 5;

/** What callers were told when something failed: the most frequent reasons apart, the others together. */
export function Failures({ dashboard }: { dashboard: DashboardView }) {
  const t = useTexts(dashboardTexts);
  // A code without words of its own comes back as it is.
  const nameOf = useTexts(failureTexts) as (code: string) => string;
  const { failures, step, timeZone } = dashboard;
  const reasons = [...Map.groupBy(failures, ({ code }) => code)]
    .map(([code, each]) => ({ code, values: addUp(each.map(({ values }) => values)) }))
    .sort((a, b) => sum(b.values) - sum(a.values));
  const series = reasons.slice(0, named).map(({ code, values }) => toSeries(dashboard, code, nameOf(code), values));
  const others = reasons.slice(named);
  if (others.length > 0) {
    series.push(toSeries(dashboard, 'others', t('failures.others'), addUp(others.map(({ values }) => values))));
  }
  if (series.length === 0) series.push(toSeries(dashboard, 'none', t('failures.title'), undefined));
  return (
    <Section title={t('failures.title')}>
      <TimeChart label={t('failures.title')} kind="bars" step={step} timeZone={timeZone} series={series} />
    </Section>
  );
}

/** Step by step. */
function addUp(all: ReadonlyArray<readonly number[]>): number[] {
  const [first = [], ...rest] = all;
  return first.map((value, index) => rest.reduce((total, values) => total + (values[index] ?? 0), value));
}
