import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Pager } from '../api/cursor-list.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './cursor-pager.module.css';

/** Leads through a list's pages; nothing where one page is all. */
export function CursorPager({ page, goPrevious, goNext }: Pager) {
  const t = useTexts(sharedTexts);
  if (!goPrevious && !goNext) return null;
  return (
    <nav className={styles.pager} aria-label={t('pageNumber', { page })}>
      <Button icon={<LeftOutlined />} disabled={!goPrevious} onClick={goPrevious} aria-label={t('previousPage')} />
      <span>{t('pageNumber', { page })}</span>
      <Button icon={<RightOutlined />} disabled={!goNext} onClick={goNext} aria-label={t('nextPage')} />
    </nav>
  );
}
