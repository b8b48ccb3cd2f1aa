import { Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import type { KeyboardEvent, ReactNode } from 'react';
import type { FeedbackView } from '../../../../src/management/feedback/schemas.ts';
import type { CursorList } from '../../api/cursor-list.ts';
import { CursorPager } from '../../components/cursor-pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { feedbackTexts } from './texts.ts';

interface InboxListProps {
  list: CursorList<FeedbackView>;
  selectedId: number | undefined;
  empty: ReactNode;
}

/** The inbox: one link for each feedback; the arrow keys lead through them. */
export function InboxList({ list, selectedId, empty }: InboxListProps) {
  const t = useTexts(feedbackTexts);
  const { items, isLoading, isStale, error, refetch, pager } = list;
  if (error && items.length === 0) return <ProblemAlert error={error} onRetry={refetch} />;
  if (isLoading) return <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />;
  if (items.length === 0) return empty;
  return (
    <>
      <ul className={isStale ? styles.staleList : styles.list} aria-label={t('list')} onKeyDown={moveFocus}>
        {items.map((entry) => (
          <li key={entry.id}>
            <InboxEntry entry={entry} isSelected={entry.id === selectedId} />
          </li>
        ))}
      </ul>
      <div className={styles.pager}>
        <CursorPager {...pager} />
      </div>
    </>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function InboxEntry({ entry, isSelected }: { entry: FeedbackView; isSelected: boolean }) {
  const t = useTexts(feedbackTexts);
  return (
    <Link
      to={`/feedback/${entry.id}` as '/'}
      search={true as never}
      className={isSelected ? styles.selectedEntry : styles.entry}
      {...(isSelected && { 'aria-current': true as const })}
    >
      <span className={styles.entryHead}>
        {!entry.seen && (
          <span className={styles.dot}>
            <span className="visually-hidden">{t('unread')}</span>
          </span>
        )}
        <span className={entry.seen ? styles.author : styles.unreadAuthor}>{entry.author.name ?? t('anonymous')}</span>
        <span className={styles.when}>
          <RelativeTime at={entry.createdAt} />
        </span>
      </span>
      <span className={styles.excerpt}>{entry.content}</span>
      <span className={styles.tags}>
        <StatusTag status={entry.status} />
        {entry.category && <Tag>{entry.category.name}</Tag>}
      </span>
    </Link>
  );
}

/** Whether it was answered. */
export function StatusTag({ status }: Pick<FeedbackView, 'status'>) {
  const t = useTexts(feedbackTexts);
  return <Tag color={status === 'answered' ? 'success' : 'processing'}>{t(status)}</Tag>;
}
