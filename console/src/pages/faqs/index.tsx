import { PlusOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Drawer, Skeleton } from 'antd';
import { useState } from 'react';
import type { FaqView } from '../../../../src/management/faqs/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FaqEditor } from './faq-editor.tsx';
import { FaqList } from './faq-list.tsx';
import { FaqPreview } from './faq-preview.tsx';
import styles from './faqs.module.css';
import { RenameCategory } from './rename-category.tsx';
import { faqsTexts } from './texts.ts';
import { groupByCategory, useFaqs, useReorder } from './use-faqs.ts';

/** What is open above the list. */
type Opened =
  | { what: 'new' }
  | { what: 'edit' | 'show' | 'delete'; faq: FaqView }
  | { what: 'rename'; category: string };

/** Frequent questions: their words, their categories, their order. */
export function FaqsPage() {
  const t = useTexts(faqsTexts);
  const mayWrite = useRights()('messages:write');
  const faqs = useFaqs();
  const [{ q }, setFilters] = useFilters({ q: '' });
  const [opened, setOpened] = useState<Opened>();
  const all = faqs.data ?? [];
  const create = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpened({ what: 'new' })}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={create} />
      {all.length > 0 && (
        <div className={styles.tools}>
          <SearchInput value={q} onSearch={(text) => setFilters({ q: text })} placeholder={t('search')} />
        </div>
      )}
      <ProblemAlert error={faqs.error} onRetry={faqs.refetch} />
      {faqs.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {faqs.data && all.length === 0 && (
        <EmptyState icon={<QuestionCircleOutlined />} title={t('empty.title')} hint={t('empty.hint')} action={create} />
      )}
      <Groups faqs={all} q={q} onClearSearch={() => setFilters({ q: '' })} onOpen={setOpened} />
      <OpenedPart opened={opened} faqs={all} onClose={() => setOpened(undefined)} />
    </>
  );
}

interface GroupsProps {
  faqs: readonly FaqView[];
  q: string;
  onClearSearch: () => void;
  onOpen: (opened: Opened) => void;
}

function Groups({ faqs, q, onClearSearch, onOpen }: GroupsProps) {
  const t = useTexts(faqsTexts);
  const shared = useTexts(sharedTexts);
  const mayWrite = useRights()('messages:write');
  const reorder = useReorder();
  const [said, setSaid] = useState('');
  const wanted = q.toLowerCase();
  const found = faqs.filter(({ title, content, category }) =>
    [title, content, category].some((text) => text.toLowerCase().includes(wanted)),
  );
  if (faqs.length > 0 && found.length === 0) {
    const clear = <Button onClick={onClearSearch}>{shared('clearFilters')}</Button>;
    return <EmptyState title={t('nothing.title')} hint={t('nothing.hint')} action={clear} />;
  }
  const move = (ids: number[], moved?: { faq: FaqView; place: number }) => {
    reorder(ids);
    if (moved) setSaid(t('moved', { title: moved.faq.title, place: moved.place }));
  };
  return (
    <>
      <FaqList
        groups={groupByCategory(found)}
        onOpen={(faq) => onOpen({ what: mayWrite ? 'edit' : 'show', faq })}
        onDelete={mayWrite ? (faq) => onOpen({ what: 'delete', faq }) : undefined}
        onRename={mayWrite ? (category) => onOpen({ what: 'rename', category }) : undefined}
        onReorder={mayWrite && q === '' ? move : undefined}
      />
      <div className="visually-hidden" aria-live="polite">
        {said}
      </div>
    </>
  );
}

interface OpenedPartProps {
  opened: Opened | undefined;
  faqs: readonly FaqView[];
  onClose: () => void;
}

function OpenedPart({ opened, faqs, onClose }: OpenedPartProps) {
  const t = useTexts(faqsTexts);
  const isNarrow = useIsNarrow();
  if (!opened) return null;
  const categories = groupByCategory(faqs).map(({ category }) => category);
  if (opened.what === 'rename') return <RenameCategory from={opened.category} {...{ categories, onClose }} />;
  if (opened.what === 'delete') return <DeleteFaq faq={opened.faq} onClose={onClose} />;
  if (opened.what === 'show') {
    return (
      <Drawer open title={t('title')} size={isNarrow ? '100%' : 400} onClose={onClose}>
        <FaqPreview {...opened.faq} />
      </Drawer>
    );
  }
  const faq = opened.what === 'edit' ? (faqs.find(({ id }) => id === opened.faq.id) ?? opened.faq) : undefined;
  return <FaqEditor faq={faq} {...{ categories, onClose }} />;
}

function DeleteFaq({ faq, onClose }: { faq: FaqView; onClose: () => void }) {
  const t = useTexts(faqsTexts);
  const shared = useTexts(sharedTexts);
  const remove = useChange(() => api.delete(`/faqs/${faq.id}`, { version: faq.version }), {
    invalidates: ['faqs'],
    done: shared('deleted'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('remove.title', { title: faq.title })}
      consequences={[t('remove.gone'), t('remove.kept')]}
      action={shared('delete')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
