import { LeftOutlined, RightOutlined, VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Pager } from '../api/cursor-list.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './cursor-pager.module.css';

/** Leads through a list's pages; nothing where one page is all. */
export function CursorPager({ page, goFirst, goPrevious, goNext, goLast }: Pager) {
  const t = useTexts(sharedTexts);
  if (!goPrevious && !goNext) return null;
  const hasEnds = goFirst !== undefined || goLast !== undefined;
  return (
    <nav className={styles.pager} aria-label={page === undefined ? t('pages') : t('pageNumber', { page })}>
      {hasEnds && <Way icon={<VerticalRightOutlined />} go={goFirst} label={t('firstPage')} />}
      <Way icon={<LeftOutlined />} go={goPrevious} label={t('previousPage')} />
      {page !== undefined && <span>{t('pageNumber', { page })}</span>}
      <Way icon={<RightOutlined />} go={goNext} label={t('nextPage')} />
      {hasEnds && <Way icon={<VerticalLeftOutlined />} go={goLast} label={t('lastPage')} />}
    </nav>
  );
}

function Way({ icon, go, label }: { icon: ReactNode; go: (() => void) | undefined; label: string }) {
  return <Button icon={icon} disabled={!go} onClick={go} aria-label={label} title={label} />;
}
