import { Link } from '@tanstack/react-router';
import type { Right } from '../../../../src/core/rights.ts';
import type { WaitingView } from '../../../../src/management/dashboard/schemas.ts';
import { useRights } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import styles from './dashboard.module.css';
import { dashboardTexts } from './texts.ts';

interface Place {
  name: keyof WaitingView;
  needs: Right;
  /** Where the work is done. */
  to: string;
  search?: Record<string, string>;
}

const places: readonly Place[] = [
  { name: 'waitingApprovals', needs: 'accounts:read', to: '/accounts', search: { status: 'waiting' } },
  { name: 'unreadFeedback', needs: 'messages:read', to: '/feedback', search: { status: 'unseen' } },
  { name: 'overdueDevices', needs: 'licences:read', to: '/licences', search: { tab: 'devices', devices: 'overdue' } },
  { name: 'dueVaultKeys', needs: 'vault:read', to: '/vault', search: { due: 'true' } },
  { name: 'deadJobs', needs: 'jobs:read', to: '/jobs' },
  { name: 'failedWebhooks', needs: 'webhooks:read', to: '/webhooks' },
];

/** What waits for somebody, each a way to where it is done. */
export function Waiting({ waiting }: { waiting: WaitingView }) {
  const t = useTexts(dashboardTexts);
  const may = useRights();
  const shown = places.filter(({ needs }) => may(needs));
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
  const count = usePrintGauge()(gauge);
  return (
    <Link className={styles.gauge} to={place.to as '/'} search={(place.search ?? {}) as never}>
      <span className={styles.gaugeLabel}>{t(`waiting.${place.name}`)}</span>
      <span className={gauge.count > 0 ? styles.gaugeDue : styles.gaugeClear}>{count}</span>
    </Link>
  );
}
