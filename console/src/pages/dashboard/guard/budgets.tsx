import { Progress } from 'antd';
import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useTexts } from '../../../i18n/texts.ts';
import styles from './guard.module.css';
import { guardTexts } from './texts.ts';

type Guard = DashboardView['codeGuard'];

const reasons = ['recipient', 'address', 'segment', 'country', 'country-not-served', 'ceiling', 'breaker'] as const;

/** How often each thing refused a code, and what uses most of each budget at this moment. */
export function Budgets({ guard: { refused, budgets } }: { guard: Guard }) {
  const t = useTexts(guardTexts);
  return (
    <section className={styles.part} aria-labelledby="guard-budgets">
      <h3 id="guard-budgets">{t('budgets.title')}</h3>
      <ul className={styles.rows}>
        {reasons.map((reason) => (
          <li key={reason} className={styles.row}>
            <div className={styles.standing}>
              <span className={styles.place}>{t(`reason.${reason}`)}</span>
              <Fullest budget={budgets.find(({ name }) => name === reason)} />
            </div>
            <span className={styles.count}>
              {t('budgets.refused', { count: refused.find((each) => each.reason === reason)?.count ?? 0 })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fullest({ budget }: { budget: Guard['budgets'][number] | undefined }) {
  const t = useTexts(guardTexts);
  if (!budget) return null;
  const { name, key, used, most, windowHours } = budget;
  const place = key === null ? t('budgets.somebody') : name === 'country' ? `+${key}` : key;
  const window = t(windowHours === 1 ? 'budgets.hour' : 'budgets.day');
  const words =
    most === null ? t('budgets.free', { place, window, used }) : t('budgets.fullest', { place, window, used, most });
  return (
    <>
      <span className={styles.note}>{words}</span>
      {most !== null && (
        <Progress
          size="small"
          showInfo={false}
          percent={Math.min(100, (used / most) * 100)}
          aria-label={words}
          status={used >= most ? 'exception' : 'normal'}
        />
      )}
    </>
  );
}
