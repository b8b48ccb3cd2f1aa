import { ClockCircleOutlined, EyeOutlined, LockOutlined, MoreOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Flex, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import type { VaultEntryView } from '../../../../src/management/vault/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EntryForm } from './entry-form.tsx';
import { PanelToken } from './panel-token.tsx';
import { RevealDialog } from './reveal-dialog.tsx';
import { vaultTexts } from './texts.ts';

/** What is open over the list. */
type Opened = { what: 'add' } | { what: 'edit' | 'remove' | 'reveal'; entry: VaultEntryView };

const noFilters = { q: '', due: '' };

/** The keys of third-party accounts. */
export function VaultPage() {
  const t = useTexts(vaultTexts);
  const may = useRights();
  const [filters, setFilters] = useFilters(noFilters);
  const list = useCursorList<VaultEntryView>('vault', '/vault', filters);
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const newest = (entry: VaultEntryView) => list.items.find(({ id }) => id === entry.id) ?? entry;
  const add = may('vault:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpened({ what: 'add' })}>
      {t('add')}
    </Button>
  );
  const actionsOf = (entry: VaultEntryView) => <Actions entry={entry} onOpen={setOpened} />;
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={add} />
      <Flex gap={12} wrap align="center" style={{ marginBottom: 16 }}>
        <SearchInput value={filters.q} onSearch={(q) => setFilters({ q })} placeholder={t('search')} />
        <Checkbox
          checked={filters.due === 'true'}
          onChange={({ target }) => setFilters({ due: target.checked ? 'true' : '' })}
        >
          {t('onlyDue')}
        </Checkbox>
      </Flex>
      <ResponsiveTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('columns.pin'), key: 'pin', render: (_, { pin }) => <Pin pin={pin} /> },
          { title: t('columns.remark'), key: 'remark', render: (_, { remark }) => <ShortText text={remark} /> },
          { title: t('columns.keys'), key: 'keys', width: 170, render: (_, entry) => <KeyTags entry={entry} /> },
          { title: t('columns.age'), key: 'age', width: 200, render: (_, entry) => <KeyAge entry={entry} /> },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 180,
            render: (_, entry) => actionsOf(entry),
          },
        ]}
        card={(entry) => (
          <Flex vertical gap={8}>
            <Pin pin={entry.pin} />
            {entry.remark && <ShortText text={entry.remark} />}
            <Flex gap={8} wrap>
              <KeyTags entry={entry} />
              <KeyAge entry={entry} />
            </Flex>
            {actionsOf(entry)}
          </Flex>
        )}
        empty={<Empty filters={filters} onClear={() => setFilters(noFilters)} add={add} />}
      />
      <div style={{ marginTop: 24 }}>
        <PanelToken />
      </div>
      {opened?.what === 'add' && <EntryForm entry={undefined} onClose={close} />}
      {opened?.what === 'edit' && <EntryForm entry={newest(opened.entry)} onClose={close} />}
      {opened?.what === 'reveal' && <RevealDialog entry={opened.entry} onClose={close} />}
      {opened?.what === 'remove' && <RemoveEntry entry={opened.entry} onClose={close} />}
    </>
  );
}

function Pin({ pin }: { pin: string }) {
  return (
    <CopyText text={pin}>
      <ShortText text={pin} />
    </CopyText>
  );
}

function KeyTags({ entry }: { entry: VaultEntryView }) {
  const t = useTexts(vaultTexts);
  if (!entry.hasPtKey && !entry.hasWsKey) return <Tag>{t('noKeys')}</Tag>;
  return (
    <Flex gap={4} wrap>
      {entry.hasPtKey && <MaskedKey name="pt_key" />}
      {entry.hasWsKey && <MaskedKey name="wskey" />}
    </Flex>
  );
}

/** That there is a key, and nothing of it: the page does not know any. */
function MaskedKey({ name }: { name: string }) {
  return (
    <Tag icon={<LockOutlined />}>
      {name} <span aria-hidden="true">••••••</span>
    </Tag>
  );
}

function KeyAge({ entry }: { entry: VaultEntryView }) {
  const t = useTexts(vaultTexts);
  if (entry.keysChangedAt === null) return null;
  return (
    <Flex gap={8} align="center">
      <RelativeTime at={entry.keysChangedAt} />
      {entry.due && (
        <Tooltip title={t('dueHint')}>
          <Tag color="warning" icon={<ClockCircleOutlined />}>
            {t('due')}
          </Tag>
        </Tooltip>
      )}
    </Flex>
  );
}

function Actions({ entry, onOpen }: { entry: VaultEntryView; onOpen: (opened: Opened) => void }) {
  const t = useTexts(vaultTexts);
  const shared = useTexts(sharedTexts);
  const may = useRights();
  const items = [
    { key: 'edit' as const, label: shared('edit') },
    { key: 'remove' as const, label: shared('delete'), danger: true },
  ];
  return (
    <Flex gap={4}>
      {may('vault:reveal') && (entry.hasPtKey || entry.hasWsKey) && (
        <Button size="small" icon={<EyeOutlined />} onClick={() => onOpen({ what: 'reveal', entry })}>
          {t('reveal')}
        </Button>
      )}
      {may('vault:write') && (
        <Dropdown
          trigger={['click']}
          menu={{ items, onClick: ({ key }) => onOpen({ what: key as 'edit' | 'remove', entry }) }}
        >
          <Button size="small" icon={<MoreOutlined />} aria-label={t('actionsOf', { pin: entry.pin })} />
        </Dropdown>
      )}
    </Flex>
  );
}

function RemoveEntry({ entry, onClose }: { entry: VaultEntryView; onClose: () => void }) {
  const t = useTexts(vaultTexts);
  const remove = useChange(() => api.delete(`/vault/${entry.id}`, { version: entry.version }), {
    invalidates: ['vault'],
    done: t('remove.done'),
    silent: true,
  });
  return (
    <ConfirmDanger
      open
      title={t('remove.title', { pin: entry.pin })}
      consequences={[t('remove.keys'), t('remove.scripts')]}
      action={t('remove.action')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    />
  );
}

interface EmptyProps {
  filters: typeof noFilters;
  onClear: () => void;
  add: React.ReactNode;
}

function Empty({ filters, onClear, add }: EmptyProps) {
  const t = useTexts(vaultTexts);
  const shared = useTexts(sharedTexts);
  const clear = <Button onClick={onClear}>{shared('clearFilters')}</Button>;
  if (filters.due !== '' && filters.q === '') {
    return <EmptyState title={t('empty.noneDue')} hint={t('empty.noneDueHint')} action={clear} />;
  }
  if (filters.q !== '') {
    return <EmptyState title={t('empty.noMatch')} hint={t('empty.noMatchHint')} action={clear} />;
  }
  return <EmptyState title={t('empty.title')} hint={t('empty.hint')} icon={<LockOutlined />} action={add} />;
}
