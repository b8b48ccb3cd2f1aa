import { Button, Progress } from 'antd';
import { useLanguage } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './releases.module.css';
import { formatBytes } from './sizes.ts';
import { releasesTexts } from './texts.ts';
import type { UploadProgress as Sending } from './use-upload.ts';

/** How far an upload is, how fast it goes, how long it still takes. */
export function UploadProgress({ progress, onCancel }: { progress: Sending; onCancel: () => void }) {
  const t = useTexts(releasesTexts);
  const language = useLanguage();
  const { sentBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const bytes = (count: number) => formatBytes(count, language);
  const isSent = secondsLeft === 0;
  return (
    <section aria-label={t('upload.progress')}>
      <Progress
        percent={Math.floor((sentBytes / Math.max(1, totalBytes)) * 100)}
        status={isSent ? 'success' : 'active'}
        aria-label={t('upload.progress')}
      />
      <div className={styles.sending}>
        <span>{t('upload.sent', { sent: bytes(sentBytes), total: bytes(totalBytes) })}</span>
        {bytesPerSecond > 0 && !isSent && <span>{t('upload.speed', { speed: bytes(bytesPerSecond) })}</span>}
        <span role="status">{isSent ? t('upload.keeping') : sayLeft(t, secondsLeft)}</span>
      </div>
      <Button danger onClick={onCancel} style={{ marginTop: 12 }}>
        {t('upload.cancel')}
      </Button>
    </section>
  );
}

function sayLeft(t: ReturnType<typeof useTexts<typeof releasesTexts.zh>>, seconds: number | undefined): string {
  if (seconds === undefined) return t('upload.estimating');
  return seconds < 100
    ? t('upload.left', { count: seconds })
    : t('upload.leftMinutes', { count: Math.round(seconds / 60) });
}
