import { useServerZone } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { printWall } from '../../i18n/zoned-time.ts';
import { type To, useReach } from './push-queries.ts';
import type { SendAt } from './send-time-field.tsx';
import { pushesTexts } from './texts.ts';

interface ConfirmSendingProps {
  draft: { to: To; sendAt?: SendAt };
  isChange?: boolean;
  title?: string;
  onConfirm: () => unknown;
  onClose: () => void;
}

/** Tells how many devices a push goes to, and when, before it does. */
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
  const log =
    draft.to === 'everyone' ? t('confirm.inLogOfAll') : t('confirm.inLogOf', { count: new Set(draft.to).size });
  const last = isLater ? t('confirm.until', { time: printWall(sendAt, zone), zone }) : t('confirm.final');
  return (
    <ConfirmDanger
      open
      title={title ?? t(isChange ? 'confirm.change' : isLater ? 'confirm.later' : 'confirm.now')}
      consequences={[devices, log, last]}
      action={t(isLater ? 'confirm.schedule' : 'confirm.send')}
      onConfirm={async () => onConfirm()}
      onClose={onClose}
    />
  );
}
