import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useTexts } from '../../../i18n/texts.ts';
import styles from './guard.module.css';
import { guardTexts } from './texts.ts';

/** The number segments that most refused SMS would have gone to: what a provider's report is compared with. */
export function RefusedTo({ guard: { refusedTo } }: { guard: DashboardView['codeGuard'] }) {
  const t = useTexts(guardTexts);
  return (
    <section className={styles.part} aria-labelledby="guard-refused-to">
      <h3 id="guard-refused-to">{t('refusedTo.title')}</h3>
      {refusedTo.length === 0 ? (
        <p className={styles.note}>{t('refusedTo.none')}</p>
      ) : (
        <ul className={styles.rows}>
          {refusedTo.map(({ segment, count }) => (
            <li key={segment ?? ''} className={styles.row}>
              <span>{segment === null ? t('refusedTo.others') : `${segment}…`}</span>
              <span className={styles.count}>{t('budgets.refused', { count })}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
