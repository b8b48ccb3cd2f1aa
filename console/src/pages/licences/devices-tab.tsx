import { Segmented, Skeleton } from 'antd';
import type { HeartbeatsView } from '../../../../src/management/licences/schemas.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { FleetDevices, fleetStates } from './devices.tsx';
import { licencesTexts } from './texts.ts';
import { useHeartbeats } from './use-heartbeats.ts';

const ranges = ['24h', '7d', '30d'] as const;

interface DevicesTabProps {
  range: string;
  onRange: (range: string) => void;
  state: string;
  onState: (state: string) => void;
}

/** Heartbeats of the whole fleet over time, and its devices. */
export function DevicesTab({ range: askedRange, onRange, state: askedState, onState }: DevicesTabProps) {
  const t = useTexts(licencesTexts);
  const range = ranges.find((each) => each === askedRange) ?? '24h';
  const state = fleetStates.find((each) => each === askedState) ?? 'all';
  const { data, error, refetch } = useHeartbeats(range);
  const minutes = data?.overdueMinutes;
  return (
    <>
      <Section
        title={t('heartbeats.title')}
        extra={
          <Segmented
            size="small"
            aria-label={t('heartbeats.range.label')}
            value={range}
            onChange={onRange}
            options={ranges.map((value) => ({ value, label: t(`heartbeats.range.${value}`) }))}
          />
        }
      >
        {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton active paragraph={{ rows: 5 }} />}
        {data && <Chart heartbeats={data} />}
      </Section>
      <Section
        title={t('devices.title')}
        extra={
          <Segmented
            size="small"
            aria-label={t('devices.columns.state')}
            value={state}
            onChange={onState}
            options={fleetStates.map((value) => ({ value, label: t(`fleet.${value}.label`) }))}
          />
        }
      >
        {state === 'overdue' && minutes !== undefined && (
          <p style={{ marginTop: 0, color: 'var(--ant-color-text-secondary)' }}>
            {t('fleet.overdue.hint', { minutes })}
          </p>
        )}
        <FleetDevices state={state} />
      </Section>
    </>
  );
}

function Chart({ heartbeats: { moments, values, step, timeZone } }: { heartbeats: HeartbeatsView }) {
  const t = useTexts(licencesTexts);
  const label = t('heartbeats.title');
  const points = moments.map((at, index) => ({ at, value: values[index] ?? 0 }));
  return (
    <TimeChart
      label={label}
      kind="bars"
      step={step}
      timeZone={timeZone}
      series={[{ name: 'heartbeats', label, points }]}
    />
  );
}
