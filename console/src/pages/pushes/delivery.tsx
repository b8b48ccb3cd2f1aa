import { Progress, Tag } from 'antd';
import type { PushView } from '../../../../src/management/pushes/schemas.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

const colors = {
  scheduled: 'processing',
  cancelled: 'default',
  sending: 'processing',
  sent: 'success',
  failed: 'error',
} as const;

/** What became of a push. */
export function StateTag({ state }: Pick<PushView, 'state'>) {
  const t = useTexts(pushesTexts);
  return <Tag color={colors[state]}>{t(`state.${state}`)}</Tag>;
}

/** Whom it is for. */
export function AudienceWords({ recipientCount }: Pick<PushView, 'recipientCount'>) {
  const t = useTexts(pushesTexts);
  return recipientCount === null ? t('everyone') : t('accounts', { count: recipientCount });
}

/** When it goes out, or went; of one that never will, when it was cancelled. */
export function WhenWords({ sendAt, releasedAt, cancelledAt, createdAt }: PushView) {
  const t = useTexts(pushesTexts);
  if (cancelledAt !== null) {
    return (
      <span>
        {t('detail.cancelledAt')} <RelativeTime at={cancelledAt} />
      </span>
    );
  }
  return <RelativeTime at={releasedAt ?? sendAt ?? createdAt} />;
}

/** How many devices were reached so far; nothing before it went out. */
export function Delivery({ push }: { push: PushView }) {
  const t = useTexts(pushesTexts);
  const { addressed, delivered, failed, unregistered, complete } = push.devices;
  const tried = delivered + failed + unregistered;
  if (push.releasedAt === null) return null;
  if (addressed === 0) return <span className={styles.quiet}>{complete ? t('delivery.noDevice') : '…'}</span>;
  // What is still being addressed makes no bar full.
  const total = Math.max(addressed, tried) + (complete ? 0 : addressed);
  return (
    <div className={styles.delivery}>
      <Progress
        percent={Math.floor((tried / total) * 100)}
        success={{ percent: Math.floor((delivered / total) * 100) }}
        showInfo={false}
        size="small"
        status={push.state === 'sending' ? 'active' : failed > 0 ? 'exception' : 'success'}
        aria-label={t('delivery.label', { delivered, failed, unregistered, addressed })}
      />
      <span className={styles.counts}>
        {t('delivery.reached', { delivered, addressed: Math.max(addressed, tried) })}
        {failed > 0 && <span className={styles.failed}>{t('delivery.failed', { count: failed })}</span>}
        {unregistered > 0 && <span>{t('delivery.unregistered', { count: unregistered })}</span>}
      </span>
    </div>
  );
}
