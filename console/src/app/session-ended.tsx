import { Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { appTexts } from './texts.ts';

let show: (() => void) | undefined;

/** Says that the session is over without leaving the page, so that what was filled in there can be saved yet. */
export function tellSessionEnded(): void {
  show?.();
}

/** What `tellSessionEnded` shows. Sent once more, a change goes with the session that another tab has opened. */
export function SessionEnded({ signInAddress }: { signInAddress: string }) {
  const t = useTexts(appTexts);
  const shared = useTexts(sharedTexts);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    show = () => setOpen(true);
    return () => {
      show = undefined;
    };
  }, []);
  const close = () => setOpen(false);
  return (
    <Modal
      open={isOpen}
      title={t('ended.title')}
      onCancel={close}
      zIndex={2000}
      footer={
        <>
          <Button onClick={close}>{shared('close')}</Button>
          <Button type="primary" href={signInAddress} target="_blank" onClick={close}>
            {t('ended.signIn')}
          </Button>
        </>
      }
    >
      {t('ended.hint')}
    </Modal>
  );
}
