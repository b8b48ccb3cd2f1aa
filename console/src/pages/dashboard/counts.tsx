import type { DashboardSeries, DashboardView } from '../../../../src/management/dashboard/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { Section } from '../../components/section.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { sum, toSeries } from './use-dashboard.ts';

interface CountsProps {
  dashboard: DashboardView;
  title: string;
  series: readonly DashboardSeries[];
}

/** What happened how often, each contract apart. */
export function CountsByContract({ dashboard, title, series }: CountsProps) {
  const contract = useContractName();
  const named = series.map(({ label, values }) => toSeries(dashboard, label, contract(label), values));
  return <Counts dashboard={dashboard} title={title} series={named} />;
}

/** The same for series that have their names already. */
export function Counts({
  dashboard,
  title,
  series,
}: Omit<CountsProps, 'series'> & { series: ReturnType<typeof toSeries>[] }) {
  const language = useLanguage();
  const { step, timeZone } = dashboard;
  const total = sum(series.flatMap(({ points }) => points.map(({ value }) => value)));
  return (
    <Section title={title} extra={<strong>{total.toLocaleString(language)}</strong>}>
      <TimeChart
        label={title}
        kind="bars"
        step={step}
        timeZone={timeZone}
        series={series.length > 0 ? series : [toSeries(dashboard, 'none', title, undefined)]}
      />
    </Section>
  );
}
