import { Link } from '@tanstack/react-router';
import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useRights } from '../../../api/session.ts';
import { Section } from '../../../components/section.tsx';
import { useTexts } from '../../../i18n/texts.ts';
import { Breakers } from './breakers.tsx';
import { Budgets } from './budgets.tsx';
import styles from './guard.module.css';
import { RefusedTo } from './refused-to.tsx';
import { Spend } from './spend.tsx';
import { guardTexts } from './texts.ts';

/** What stands before every code that is sent: what it costs, what was refused, which calling codes are paused. */
export function Guard({ dashboard: { codeGuard } }: { dashboard: DashboardView }) {
  const t = useTexts(guardTexts);
  const may = useRights();
  const toSettings = may('settings:read') && <Link to="/settings">{t('settings')}</Link>;
  return (
    <Section title={t('title')} extra={toSettings}>
      <div className={styles.parts}>
        <Spend guard={codeGuard} />
        <Breakers guard={codeGuard} />
        <Budgets guard={codeGuard} />
        <RefusedTo guard={codeGuard} />
      </div>
    </Section>
  );
}
