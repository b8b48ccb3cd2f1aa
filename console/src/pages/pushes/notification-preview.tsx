import { useBranding } from '../../api/branding.ts';
import { PhoneFrame } from '../../components/phone-frame.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

/** A push as a phone shows it on its lock screen. */
export function NotificationPreview({ title, body }: { title?: string | undefined; body?: string | undefined }) {
  const t = useTexts(pushesTexts);
  const { productName } = useBranding();
  return (
    <PhoneFrame label={t('preview.label')}>
      <div className={styles.clock} aria-hidden>
        9:41
      </div>
      <div className={styles.notification}>
        <div className={styles.notificationHead}>
          <span>{productName}</span>
          <span>{t('preview.now')}</span>
        </div>
        <div className={styles.notificationTitle}>{title || t('preview.title')}</div>
        <div className={body ? styles.notificationBody : styles.notificationMissing}>{body || t('preview.body')}</div>
      </div>
    </PhoneFrame>
  );
}
