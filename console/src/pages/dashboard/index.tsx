import { Segmented, Skeleton } from 'antd';
import type { DashboardRange, DashboardView } from '../../../../src/management/dashboard/schemas.ts';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { Codes } from './codes.tsx';
import { Counts, CountsByContract } from './counts.tsx';
import styles from './dashboard.module.css';
import { Failures } from './failures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Guard } from './guard/index.tsx';
import { Stopped } from './guard/stopped.tsx';
import { dashboardTexts } from './texts.ts';
import { toSeries, useDashboard } from './use-dashboard.ts';
import { Waiting } from './waiting.tsx';

const ranges: readonly DashboardRange[] = ['24h', '7d', '30d'];

/** What waits for somebody, and what happened lately. */
export function DashboardPage() {
  const t = useTexts(dashboardTexts);
  const [{ range: asked }, setFilters] = useFilters({ range: '24h' });
  const range = ranges.find((each) => each === asked) ?? '24h';
  const { data, error, refetch, isPlaceholderData } = useDashboard(range);
  const isQuiet = data?.empty && !hasHappened(data);
  const choice = (
    <Segmented
      aria-label={t('range.label')}
      value={range}
      onChange={(next) => setFilters({ range: next })}
      options={ranges.map((value) => ({ value, label: t(`range.${value}`) }))}
    />
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        hint={data && t('zone', { zone: data.timeZone })}
        actions={isQuiet ? null : choice}
      />
      {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {isQuiet && <FirstSteps />}
      {data && !isQuiet && (
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.stale : undefined}>
          <Content dashboard={data} />
        </div>
      )}
    </>
  );
}

function Content({ dashboard }: { dashboard: DashboardView }) {
  const t = useTexts(dashboardTexts);
  const { empty, waiting, signIns, registrations, heartbeats, pushesDelivered, pushesFailed } = dashboard;
  const pushes = [
    toSeries(dashboard, 'delivered', t('pushes.delivered'), pushesDelivered[0]?.values),
    toSeries(dashboard, 'failed', t('pushes.failed'), pushesFailed[0]?.values),
  ];
  return (
    <>
      <Stopped dashboard={dashboard} />
      <Waiting waiting={waiting} />
      {empty && <FirstSteps />}
      <div className={styles.charts}>
        <CountsByContract dashboard={dashboard} title={t('signIns')} series={signIns} />
        <CountsByContract dashboard={dashboard} title={t('registrations')} series={registrations} />
        <Codes dashboard={dashboard} />
        <Failures dashboard={dashboard} />
        <CountsByContract dashboard={dashboard} title={t('heartbeats')} series={heartbeats} />
        <Counts dashboard={dashboard} title={t('pushes.title')} series={pushes} />
      </div>
      <Guard dashboard={dashboard} />
    </>
  );
}

/** Whether anything at all is to be drawn, save that an operator signed in. */
function hasHappened({
  signIns,
  registrations,
  failures,
  codesSent,
  codeGuard,
  heartbeats,
  pushesDelivered,
}: DashboardView): boolean {
  const others = [registrations, failures, codesSent, heartbeats, pushesDelivered];
  if (codeGuard.refused.some(({ count }) => count > 0)) return true;
  return signIns.some(({ label }) => label !== 'console') || others.some((series) => series.length > 0);
}
