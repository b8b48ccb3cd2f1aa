import { LoadingOutlined } from '@ant-design/icons';
import { Button, Card, Skeleton, Table, type TableProps } from 'antd';
import type { Key, ReactNode } from 'react';
import type { CursorList } from '../api/cursor-list.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { CursorPager } from './cursor-pager.tsx';
import { EmptyState } from './empty-state.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import styles from './responsive-table.module.css';
import { useIsNarrow } from './use-is-narrow.ts';

interface ResponsiveTableProps<T extends object>
  extends Omit<TableProps<T>, 'dataSource' | 'loading' | 'pagination' | 'rowKey' | 'scroll'> {
  list: CursorList<T>;
  rowKey: (row: T) => Key;
  columns: NonNullable<TableProps<T>['columns']>;
  /** The same row where the window is narrow. */
  card: (row: T) => ReactNode;
  /** An `EmptyState`. */
  empty: ReactNode;
  /** As wide as the page and no wider: for texts that wrap. Else as wide as its cells, and then it scrolls. */
  isFixed?: boolean;
  /** What the table is, for screen readers. */
  label: string;
}

/** A list as a table, on a phone as cards; with its skeleton, its empty state, its problem and its pager. */
export function ResponsiveTable<T extends object>({
  list,
  rowKey,
  columns,
  card,
  empty,
  label,
  isFixed = false,
  ...rest
}: ResponsiveTableProps<T>) {
  const isNarrow = useIsNarrow();
  const { items, isLoading, isStale, isSearching, error, refetch, pager } = list;
  if (error && items.length === 0) return <ProblemAlert error={error} onRetry={refetch} />;
  // Nothing of before is no answer to what is asked now.
  if (isLoading || (isStale && items.length === 0))
    return <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />;
  const shown =
    items.length === 0 ? (
      <Nothing isSearching={isSearching} goOn={pager.goNext} empty={empty} />
    ) : isNarrow ? (
      <ul className={styles.cards} aria-label={label}>
        {items.map((row) => (
          <li key={rowKey(row)}>
            <Card size="small">{card(row)}</Card>
          </li>
        ))}
      </ul>
    ) : (
      <Table<T>
        {...rest}
        className={isFixed ? styles.table : `${styles.table} ${styles.wide}`}
        size="middle"
        columns={columns}
        dataSource={items}
        rowKey={rowKey}
        pagination={false}
        aria-label={label}
      />
    );
  return (
    <div aria-busy={isStale} className={isStale ? styles.stale : undefined}>
      {error !== null && error !== undefined && <ProblemAlert error={error} onRetry={refetch} />}
      {shown}
      {!isSearching && <CursorPager {...pager} isBusy={isStale} />}
    </div>
  );
}

interface NothingProps {
  isSearching: boolean;
  goOn: (() => void) | undefined;
  empty: ReactNode;
}

/** Where nothing is shown there may be something further on. */
function Nothing({ isSearching, goOn, empty }: NothingProps) {
  const t = useTexts(sharedTexts);
  if (isSearching) {
    return (
      <output>
        <EmptyState title={t('searching.title')} hint={t('searching.hint')} icon={<LoadingOutlined />} />
      </output>
    );
  }
  if (!goOn) return empty;
  const button = <Button onClick={goOn}>{t('searching.goOn')}</Button>;
  return <EmptyState title={t('searching.paused')} hint={t('searching.pausedHint')} action={button} />;
}
