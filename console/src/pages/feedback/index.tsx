import { CommentOutlined, SnippetsOutlined, TagsOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { FeedbackView } from '../../../../src/management/feedback/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useFilters } from '../../app/filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { useSetSeen } from './inbox.ts';
import { InboxFilters, inboxDefaults, toQuery } from './inbox-filters.tsx';
import { InboxList } from './inbox-list.tsx';
import { ManageCannedAnswers, ManageCategories } from './manage.tsx';
import { replyBoxId } from './reply-box.tsx';
import { feedbackTexts } from './texts.ts';
import { Thread } from './thread.tsx';
import { useKeys } from './use-keys.ts';

/** The inbox: at the left what people wrote, at the right the one that is open; on a phone one after the other. */
export function FeedbackPage() {
  const t = useTexts(feedbackTexts);
  const isNarrow = useIsNarrow();
  const { id } = useParams({ strict: false }) as { id?: string };
  const selectedId = id === undefined ? undefined : Number(id);
  const [managed, setManaged] = useState<'canned' | 'categories'>();
  const closeManaged = () => setManaged(undefined);
  const [filters, setFilters] = useFilters(inboxDefaults);
  const list = useCursorList<FeedbackView>('feedback', '/feedback', toQuery(filters));
  const steps = useSteps(list.items, selectedId);
  const showsList = !isNarrow || selectedId === undefined;
  return (
    <>
      <PageHeader
        title={t('title')}
        hint={showsList && t('hint')}
        {...(!showsList && { back: { to: '/feedback', label: t('back'), search: true } })}
        actions={
          showsList && (
            <>
              <Button icon={<TagsOutlined />} onClick={() => setManaged('categories')}>
                {t('categories.manage')}
              </Button>
              <Button icon={<SnippetsOutlined />} onClick={() => setManaged('canned')}>
                {t('canned.title')}
              </Button>
            </>
          )
        }
      />
      <div className={styles.panes}>
        {showsList && (
          <section className={styles.listPane} aria-label={t('list')}>
            <InboxFilters filters={filters} onChange={setFilters} />
            <InboxList list={list} selectedId={selectedId} empty={<Empty filters={filters} onChange={setFilters} />} />
          </section>
        )}
        {selectedId !== undefined && (
          <article className={styles.threadPane}>
            <Thread
              id={selectedId}
              onShowAuthor={({ author }) => setFilters({ ...inboxDefaults, account: String(author.id) })}
              onManageCanned={() => setManaged('canned')}
              {...steps}
            />
          </article>
        )}
        {selectedId === undefined && !isNarrow && (
          <div className={styles.threadPane}>
            <EmptyState icon={<CommentOutlined />} title={t('choose.title')} hint={t('choose.hint')} />
            <p className={styles.keys}>{t('keys')}</p>
          </div>
        )}
      </div>
      {managed === 'canned' && <ManageCannedAnswers onClose={closeManaged} />}
      {managed === 'categories' && <ManageCategories onClose={closeManaged} />}
    </>
  );
}

/** The ways through the list that is shown, by buttons and by keys. */
function useSteps(items: readonly FeedbackView[], selectedId: number | undefined) {
  const navigate = useNavigate();
  const { mutate: setSeen } = useSetSeen();
  const open = (entry: FeedbackView | undefined) =>
    entry && (() => navigate({ to: `/feedback/${entry.id}` as '/', search: true as never }));
  const at = items.findIndex(({ id }) => id === selectedId);
  const goNext = open(items[at + 1]);
  const goPrevious = at > 0 ? open(items[at - 1]) : undefined;
  useKeys({
    j: goNext,
    k: goPrevious,
    r: () => document.getElementById(replyBoxId)?.focus(),
    u: selectedId === undefined ? undefined : () => setSeen({ id: selectedId, isSeen: false }),
  });
  return { goNext, goPrevious };
}

function Empty({
  filters,
  onChange,
}: {
  filters: typeof inboxDefaults;
  onChange: (change: typeof inboxDefaults) => void;
}) {
  const t = useTexts(feedbackTexts);
  const shared = useTexts(sharedTexts);
  const isFiltered = Object.values(filters).some((value) => value !== '');
  if (!isFiltered) return <EmptyState title={t('empty.title')} hint={t('empty.hint')} />;
  if (filters.status === 'unseen' && filters.category === '' && filters.account === '') {
    return <EmptyState title={t('noneUnread.title')} hint={t('noneUnread.hint')} />;
  }
  const clear = <Button onClick={() => onChange(inboxDefaults)}>{shared('clearFilters')}</Button>;
  return <EmptyState title={t('nothing.title')} hint={t('nothing.hint')} action={clear} />;
}
