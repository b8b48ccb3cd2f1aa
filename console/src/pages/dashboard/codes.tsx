import { Link } from '@tanstack/react-router';
import { Alert, Segmented } from 'antd';
import { useState } from 'react';
import type { DashboardView } from '../../../../src/management/dashboard/schemas.ts';
import { useRights } from '../../api/session.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { Section } from '../../components/section.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './dashboard.module.css';
import { dashboardTexts } from './texts.ts';
import { toSeries } from './use-dashboard.ts';

type Channel = keyof DashboardView['codes'];
const channels: readonly Channel[] = ['sms', 'email'];

/** Codes sent beside codes typed in: where they part, somebody may be sending them for the money. */
export function Codes({ dashboard }: { dashboard: DashboardView }) {
  const t = useTexts(dashboardTexts);
  const [channel, setChannel] = useState<Channel>('sms');
  const { codes, step, timeZone } = dashboard;
  const valuesOf = (name: 'codesSent' | 'codesVerified') =>
    dashboard[name].find((series) => series.label === channel)?.values;
  const choice = (
    <Segmented
      size="small"
      aria-label={t('codes.channel')}
      value={channel}
      onChange={setChannel}
      options={channels.map((value) => ({ value, label: t(`codes.${value}`) }))}
    />
  );
  return (
    <Section title={t('codes.title')} extra={choice}>
      {channels
        .filter((each) => codes[each].suspicious)
        .map((each) => (
          <Suspicion key={each} channel={t(`codes.${each}`)} />
        ))}
      <Shares {...codes[channel]} />
      <TimeChart
        label={`${t('codes.title')} · ${t(`codes.${channel}`)}`}
        kind="lines"
        step={step}
        timeZone={timeZone}
        series={[
          toSeries(dashboard, 'sent', t('codes.sent'), valuesOf('codesSent')),
          toSeries(dashboard, 'verified', t('codes.verified'), valuesOf('codesVerified')),
        ]}
      />
    </Section>
  );
}

function Shares({ sent, verified, sentBefore, verifiedBefore }: DashboardView['codes'][Channel]) {
  const t = useTexts(dashboardTexts);
  const language = useLanguage();
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  if (sent === 0) return null;
  return (
    <p className={styles.share}>
      <strong>{t('codes.share', { percent: percent.format(verified / sent) })}</strong>
      {sentBefore > 0 && (
        <span>{t('codes.shareBefore', { percent: percent.format(verifiedBefore / sentBefore) })}</span>
      )}
    </p>
  );
}

function Suspicion({ channel }: { channel: string }) {
  const t = useTexts(dashboardTexts);
  const may = useRights();
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={t('codes.suspicious', { channel })}
      description={
        <>
          {t('codes.suspiciousHint')}{' '}
          {may('settings:read') && (
            <Link to="/settings" className={styles.inText}>
              {t('codes.openSettings')}
            </Link>
          )}
        </>
      }
    />
  );
}
