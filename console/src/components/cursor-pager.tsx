import { LeftOutlined, RightOutlined, VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useRef } from 'react';
import type { Pager } from '../api/cursor-list.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './cursor-pager.module.css';

interface CursorPagerProps extends Pager {
  /** While another page is on its way no way leads on; the pager stays as it was, so that the keyboard keeps its place. */
  isBusy?: boolean;
}

/** Leads through a list's pages; nothing where one page is all. */
export function CursorPager({ page, goFirst, goPrevious, goNext, goLast, isBusy = false }: CursorPagerProps) {
  const t = useTexts(sharedTexts);
  const shape = useRef({ isShown: false, hasEnds: false });
  if (!isBusy) {
    const hasEnds = goFirst !== undefined || goLast !== undefined;
    shape.current = { isShown: goPrevious !== undefined || goNext !== undefined, hasEnds };
  }
  const { isShown, hasEnds } = shape.current;
  if (!isShown) return null;
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
