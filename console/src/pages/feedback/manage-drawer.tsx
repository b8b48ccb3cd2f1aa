import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Drawer, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { CursorPager } from '../../components/cursor-pager.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useBase } from '../../components/use-base.ts';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { feedbackTexts } from './texts.ts';

interface Entry {
  id: number;
  version: number;
}

interface ManageDrawerProps<T extends Entry> {
  /** Of the API and of the queries: `canned-answers`. */
  area: string;
  /** Areas that show its entries, too. */
  alsoShownIn: readonly string[];
  words: { title: string; hint: string; add: string; edit: string; empty: string; emptyHint: string };
  nameOf: (entry: T) => string;
  detailOf: (entry: T) => ReactNode;
  /** What deleting it does. */
  consequencesOf: (entry: T) => readonly string[];
  /** `Form.Item`s named as the API's members are. */
  fields: ReactNode;
  onClose: () => void;
}

/** A short list that people keep in order beside their work: it is added to, edited and cleared in one drawer. */
export function ManageDrawer<T extends Entry>(props: ManageDrawerProps<T>) {
  const { area, words, nameOf, detailOf, onClose } = props;
  const t = useTexts(feedbackTexts);
  const isNarrow = useIsNarrow();
  const mayWrite = useRights()('messages:write');
  const list = useCursorList<T>(area, `/${area}`);
  const [edited, setEdited] = useState<T | 'new'>();
  const [deleted, setDeleted] = useState<T>();
  const newest = (entry: T | 'new') =>
    entry === 'new' ? entry : (list.items.find(({ id }) => id === entry.id) ?? entry);
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {words.add}
    </Button>
  );
  return (
    <Drawer open title={words.title} size={isNarrow ? '100%' : 480} onClose={onClose} extra={add}>
      <p className={styles.manageHint}>{words.hint}</p>
      <ProblemAlert error={list.error} onRetry={list.refetch} />
      {list.isLoading && <Skeleton active title={false} />}
      {!list.isLoading && !list.error && list.items.length === 0 && (
        <EmptyState title={words.empty} hint={words.emptyHint} action={add} />
      )}
      <ul className={styles.manageList} aria-label={words.title}>
        {list.items.map((entry) => (
          <li key={entry.id} className={styles.manageEntry}>
            <div className={styles.manageWords}>
              <div className={styles.cannedTitle}>{nameOf(entry)}</div>
              <div className={styles.manageDetail}>{detailOf(entry)}</div>
            </div>
            {mayWrite && (
              <>
                <Button
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={t('editOf', { name: nameOf(entry) })}
                  onClick={() => setEdited(entry)}
                />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('deleteOf', { name: nameOf(entry) })}
                  onClick={() => setDeleted(entry)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      <CursorPager {...list.pager} />
      {edited && <EditEntry {...props} entry={newest(edited)} onClose={() => setEdited(undefined)} />}
      {deleted && <DeleteEntry {...props} entry={deleted} onClose={() => setDeleted(undefined)} />}
    </Drawer>
  );
}

interface EditEntryProps<T extends Entry> extends ManageDrawerProps<T> {
  entry: T | 'new';
}

function EditEntry<T extends Entry>(props: EditEntryProps<T>) {
  const { area, alsoShownIn, words, fields, entry: newest, onClose } = props;
  const [entry, loadNewest] = useBase(newest);
  const shared = useTexts(sharedTexts);
  const { keyFor } = useIdempotencyKeys();
  const save = useChange(
    (values: object) =>
      entry === 'new'
        ? api.post(`/${area}`, values, { idempotencyKey: keyFor(values) })
        : api.patch(`/${area}/${entry.id}`, values, { version: entry.version }),
    { invalidates: [area, ...alsoShownIn], done: shared('saved'), silent: true },
  );
  return (
    <FormDrawer<object>
      open
      title={entry === 'new' ? words.add : words.edit}
      {...(entry !== 'new' && { initialValues: entry })}
      onSubmit={(values) => save.mutateAsync(values)}
      onClose={onClose}
      onReload={loadNewest}
    >
      {fields}
    </FormDrawer>
  );
}

function DeleteEntry<T extends Entry>(props: ManageDrawerProps<T> & { entry: T }) {
  const { area, alsoShownIn, nameOf, consequencesOf, entry, onClose } = props;
  const t = useTexts(feedbackTexts);
  const shared = useTexts(sharedTexts);
  const remove = useChange(() => api.delete(`/${area}/${entry.id}`, { version: entry.version }), {
    invalidates: [area, ...alsoShownIn],
    done: shared('deleted'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('remove', { name: nameOf(entry) })}
      consequences={consequencesOf(entry)}
      action={shared('delete')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}
