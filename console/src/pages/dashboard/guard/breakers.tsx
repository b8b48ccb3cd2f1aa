import { Button, Tag } from 'antd';
import { useState } from 'react';
import type { DashboardView } from '../../../../../src/management/dashboard/schemas.ts';
import { useChange } from '../../../api/change.ts';
import { api } from '../../../api/client.ts';
import { useRights } from '../../../api/session.ts';
import { ConfirmDanger } from '../../../components/confirm-danger.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { useLanguage } from '../../../i18n/i18n.ts';
import { useTexts } from '../../../i18n/texts.ts';
import styles from './guard.module.css';
import { guardTexts } from './texts.ts';
import { usePlaceWords } from './use-place-words.ts';

type Breaker = DashboardView['codeGuard']['breakers'][number];

const colours = { closed: 'success', open: 'error', 'half-open': 'warning' } as const;

/** Which calling codes are paused, and by how many codes that were typed in each is judged. */
export function Breakers({ guard: { breakers } }: { guard: DashboardView['codeGuard'] }) {
  const t = useTexts(guardTexts);
  const sayPlace = usePlaceWords();
  const may = useRights();
  const [asked, setAsked] = useState<string>();
  const close = useChange((callingCode: string) => api.post('/sms-breakers/close', { callingCode }), {
    invalidates: ['dashboard'],
    done: t('breakers.closed'),
    silent: true,
  });
  return (
    <section className={styles.part} aria-labelledby="guard-breakers">
      <h3 id="guard-breakers">{t('breakers.title')}</h3>
      <ul className={styles.rows}>
        {breakers.map((breaker) => (
          <li key={breaker.callingCode} className={styles.row}>
            <Standing breaker={breaker} />
            {breaker.state !== 'closed' && may('codes:write') && (
              <Button size="small" onClick={() => setAsked(breaker.callingCode)}>
                {t('breakers.close')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className={styles.note}>{t('breakers.hint')}</p>
      <ConfirmDanger
        open={asked !== undefined}
        title={t('breakers.closeTitle', { place: sayPlace(asked ?? '') })}
        consequences={[t('breakers.closeAtOnce'), t('breakers.closeAnew')]}
        action={t('breakers.close')}
        onConfirm={() => close.mutateAsync(asked ?? '')}
        onClose={() => setAsked(undefined)}
      />
    </section>
  );
}

function Standing({ breaker }: { breaker: Breaker }) {
  const t = useTexts(guardTexts);
  const sayPlace = usePlaceWords();
  const language = useLanguage();
  const { callingCode, state, sent, verified, openedAt, openUntil, minimum, percent } = breaker;
  const share = sent === 0 ? 0 : verified / sent;
  const shown = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
  return (
    <div className={styles.standing}>
      <span className={styles.place}>
        {sayPlace(callingCode)}{' '}
        <Tag color={minimum === 0 ? 'default' : colours[state]}>
          {t(minimum === 0 ? 'state.off' : `state.${state}`)}
        </Tag>
      </span>
      <span className={styles.note}>
        {sent === 0 ? t('breakers.nothing') : t('breakers.share', { sent, verified, percent: shown })}
        {minimum > 0 && ` · ${t('breakers.rule', { minimum, percent })}`}
      </span>
      {openedAt !== null && (
        <span className={styles.note}>
          {t('breakers.since')} <RelativeTime at={openedAt} />
          {openUntil !== null && (
            <>
              {' · '}
              {t('breakers.until')} <RelativeTime at={openUntil} />
            </>
          )}
        </span>
      )}
    </div>
  );
}
