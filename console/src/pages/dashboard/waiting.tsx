import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import type { Right } from '../../../../src/core/rights.ts';
import type { WaitingView } from '../../../../src/management/dashboard/schemas.ts';
import { useRights } from '../../api/session.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './dashboard.module.css';
import { dashboardTexts } from './texts.ts';

interface Place {
  name: keyof WaitingView;
  needs: Right;
  /** Where the work is done; undefined: nowhere in the console. */
  to?: string;
  search?: Record<string, string>;
}

const places: readonly Place[] = [
  { name: 'waitingApprovals', needs: 'accounts:read', to: '/accounts', search: { status: 'waiting' } },
  { name: 'unreadFeedback', needs: 'messages:read', to: '/feedback', search: { status: 'unseen' } },
  { name: 'overdueDevices', needs: 'licences:read', to: '/licences', search: { tab: 'devices', devices: 'overdue' } },
  { name: 'dueVaultKeys', needs: 'vault:read', to: '/vault', search: { due: 'true' } },
  { name: 'failedWebhooks', needs: 'webhooks:read', to: '/webhooks' },
  { name: 'deadJobs', needs: 'dashboard:read' },
];

/** What waits for somebody, each a way to where it is done. */
export function Waiting({ waiting }: { waiting: WaitingView }) {
  const t = useTexts(dashboardTexts);
  const may = useRights();
  const shown = places.filter(({ name, needs, to }) => may(needs) && (to !== undefined || waiting[name].count > 0));
  return (
    <section aria-label={t('waiting.title')}>
      <ul className={styles.gauges}>
        {shown.map((place) => (
          <li key={place.name}>
            <GaugeCard place={place} gauge={waiting[place.name]} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function GaugeCard({ place, gauge }: { place: Place; gauge: WaitingView[keyof WaitingView] }) {
  const t = useTexts(dashboardTexts);
  const language = useLanguage();
  const count = `${gauge.count.toLocaleString(language)}${gauge.capped ? '+' : ''}`;
  const words = (
    <>
      <span className={styles.gaugeLabel}>{t(`waiting.${place.name}`)}</span>
      <span className={gauge.count > 0 ? styles.gaugeDue : styles.gaugeClear}>{count}</span>
    </>
  );
  if (place.to !== undefined) {
    return (
      <Link className={styles.gauge} to={place.to as '/'} search={(place.search ?? {}) as never}>
        {words}
      </Link>
    );
  }
  return (
    <Tooltip title={t('waiting.deadJobsHint')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the hint is to be had by keyboard too */}
      <div className={styles.gauge} tabIndex={0}>
        {words}
      </div>
    </Tooltip>
  );
}
