import { useServerZone } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { type To, useReach } from './push-queries.ts';
import styles from './pushes.module.css';
import type { SendAt } from './send-time-field.tsx';
import { pushesTexts } from './texts.ts';

/** What goes out, to whom, when. */
export interface Draft {
  title: string;
  body: string;
  to: To;
  sendAt?: SendAt;
}

interface ConfirmSendingProps {
  draft: Draft;
  isChange?: boolean;
  title?: string;
  onConfirm: () => unknown;
  onClose: () => void;
}

/** Tells what a push says, how far it goes, and when, before it does. */
export function ConfirmSending({ draft, isChange = false, title, onConfirm, onClose }: ConfirmSendingProps) {
  const t = useTexts(pushesTexts);
  const zone = useServerZone();
  const { data } = useReach(draft.to);
  const { sendAt } = draft;
  const isLater = typeof sendAt === 'string';
  const devices =
    data === undefined
      ? t('reach.loading')
      : data.devices === 0
        ? t('reach.none')
        : t('confirm.devices', { count: data.devices });
  const whom =
    draft.to === 'everyone' ? t('confirm.everyone') : t('confirm.accounts', { count: new Set(draft.to).size });
  const log =
    draft.to === 'everyone' ? t('confirm.inLogOfAll') : t('confirm.inLogOf', { count: new Set(draft.to).size });
  const last = isLater ? t('confirm.until', { time: printWall(sendAt, zone), zone }) : t('confirm.final');
  return (
    <ConfirmDanger
      open
      title={title ?? t(isChange ? 'confirm.change' : isLater ? 'confirm.later' : 'confirm.now')}
      consequences={[<Words key="words" {...draft} />, whom, devices, log, last]}
      action={t(isLater ? 'confirm.schedule' : 'confirm.send')}
      onConfirm={async () => onConfirm()}
      onClose={onClose}
    />
  );
}

function Words({ title, body }: Draft) {
  return (
    <>
      <strong>{title}</strong>
      <span className={styles.asked}>{body}</span>
    </>
  );
}
