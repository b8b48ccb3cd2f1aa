import { Progress } from 'antd';
import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useLanguage } from '../../../i18n/i18n.ts';
import { useTexts } from '../../../i18n/texts.ts';
import styles from './guard.module.css';
import { guardTexts } from './texts.ts';

const nearlyPercent = 80;

/** What SMS cost today, of what they may. */
export function Spend({ guard: { spend, refused } }: { guard: DashboardView['codeGuard'] }) {
  const t = useTexts(guardTexts);
  const language = useLanguage();
  const { day, amount, ceiling, messages } = spend;
  const print = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 2 });
  const percent = ceiling === null ? 0 : Math.min(100, (amount / ceiling) * 100);
  const stopped = refused.find(({ reason }) => reason === 'ceiling')?.count ?? 0;
  return (
    <section className={styles.part} aria-labelledby="guard-spend">
      <h3 id="guard-spend">{t('spend.title')}</h3>
      <p className={styles.figure}>
        <strong>{print(amount)}</strong>
        <span>{ceiling === null ? t('spend.noCeiling') : t('spend.of', { ceiling: print(ceiling) })}</span>
      </p>
      {ceiling !== null && (
        <Progress
          percent={Math.floor(percent)}
          aria-label={t('spend.title')}
          status={percent >= nearlyPercent ? 'exception' : 'normal'}
          format={(value) => `${value}%`}
        />
      )}
      <p className={styles.note}>{t('spend.messages', { day, count: messages })}</p>
      {stopped > 0 && <p className={styles.note}>{t('spend.stopped', { count: stopped })}</p>}
    </section>
  );
}
