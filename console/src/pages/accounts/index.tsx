import { DownloadOutlined, PlusOutlined, TeamOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Flex } from 'antd';
import { useState } from 'react';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { apiUrl } from '../../api/client.ts';
import { useContractName } from '../../api/contracts.ts';
import { useRights, useServerZone } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Identifiers, Picture, RoleTag, StatusTag } from './account-tags.tsx';
import styles from './accounts.module.css';
import { BulkApproval } from './bulk-approval.tsx';
import { CreateAccount } from './create-account.tsx';
import { Filters } from './filters.tsx';
import { accountsTexts } from './texts.ts';
import { type AccountFilters, isFiltered, noFilters, toQuery, useAccounts, useCount } from './use-accounts.ts';

/** Everybody in the directory. */
export function AccountsPage() {
  const t = useTexts(accountsTexts);
  const may = useRights();
  const [filters, setFilters] = useFilters(noFilters);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const list = useAccounts(filters, (cursor) => setFilters({ cursor }));
  const change = (next: Partial<AccountFilters>) => {
    setChosen(new Set());
    setFilters({ ...next, cursor: '' });
  };
  const waiting = list.items.filter(({ status }) => status === 'waiting');
  const selected = waiting.filter(({ id }) => chosen.has(id));
  const isSelecting = may('accounts:write') && waiting.length > 0;
  const toggle = (id: number, isChosen: boolean) =>
    setChosen(new Set(isChosen ? [...chosen, id] : [...chosen].filter((each) => each !== id)));
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={<Actions filters={filters} />} />
      <Filters filters={filters} onChange={change} found={useCount(filters, list)} />
      <BulkApproval accounts={selected} onClear={() => setChosen(new Set())} />
      <ResponsiveTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        {...(isSelecting && {
          rowSelection: {
            selectedRowKeys: selected.map(({ id }) => id),
            onChange: (keys: React.Key[]) => setChosen(new Set(keys as number[])),
            getCheckboxProps: (account: AccountView) => ({
              disabled: account.status !== 'waiting',
              'aria-label': t('bulk.select', { name: account.name }),
            }),
          },
        })}
        columns={[
          { title: t('columns.account'), key: 'account', render: (_, account) => <Who account={account} /> },
          { title: t('columns.identifiers'), key: 'ids', render: (_, account) => <Identifiers account={account} /> },
          { title: t('columns.origin'), key: 'origin', width: 110, render: (_, each) => <Origin account={each} /> },
          { title: t('columns.status'), key: 'status', width: 150, render: (_, each) => <Tags account={each} /> },
          {
            title: t('columns.created'),
            key: 'created',
            width: 130,
            render: (_, { createdAt }) => <RelativeTime at={createdAt} />,
          },
        ]}
        card={(account) => (
          <Flex vertical gap={8}>
            <Flex justify="space-between" align="start" gap={8}>
              <Who account={account} />
              {isSelecting && account.status === 'waiting' && (
                <Checkbox
                  checked={chosen.has(account.id)}
                  onChange={({ target }) => toggle(account.id, target.checked)}
                  aria-label={t('bulk.select', { name: account.name })}
                />
              )}
            </Flex>
            <Identifiers account={account} />
            <Flex justify="space-between" gap={8} wrap className={styles.explain}>
              <Tags account={account} />
              <span>
                <Origin account={account} /> · <RelativeTime at={account.createdAt} />
              </span>
            </Flex>
          </Flex>
        )}
        empty={<Empty filters={filters} onClear={() => change(noFilters)} />}
      />
    </>
  );
}

function Who({ account }: { account: AccountView }) {
  return (
    <span className={styles.who}>
      <Picture account={account} size={32} />
      <span style={{ minWidth: 0 }}>
        <Link to={`/accounts/${account.id}` as '/'} className={styles.name} title={account.name}>
          {account.name}
        </Link>
        {account.name !== `#${account.id}` && <span className={styles.explain}>#{account.id}</span>}
      </span>
    </span>
  );
}

function Origin({ account }: { account: AccountView }) {
  const contract = useContractName();
  return <>{contract(account.origin)}</>;
}

function Tags({ account }: { account: AccountView }) {
  return (
    <Flex gap={4} wrap>
      <StatusTag status={account.status} />
      <RoleTag role={account.role} />
    </Flex>
  );
}

function Actions({ filters }: { filters: AccountFilters }) {
  const t = useTexts(accountsTexts);
  const zone = useServerZone();
  const may = useRights();
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        href={apiUrl('/accounts.csv', toQuery(filters, zone))}
        title={t('exportHint')}
      >
        {t('export')}
      </Button>
      {may('accounts:write') && (
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
          {t('create')}
        </Button>
      )}
      <CreateAccount open={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

interface EmptyProps {
  filters: AccountFilters;
  onClear: () => void;
}

function Empty({ filters, onClear }: EmptyProps) {
  const t = useTexts(accountsTexts);
  const shared = useTexts(sharedTexts);
  if (filters.status === 'waiting' && !isFiltered({ ...filters, status: '' })) {
    return <EmptyState title={t('empty.noneWaiting')} hint={t('empty.noneWaitingHint')} icon={<TeamOutlined />} />;
  }
  if (isFiltered(filters)) {
    const button = <Button onClick={onClear}>{shared('clearFilters')}</Button>;
    return <EmptyState title={t('empty.filtered')} hint={t('empty.filteredHint')} action={button} />;
  }
  return <EmptyState title={t('empty.title')} hint={t('empty.hint')} icon={<TeamOutlined />} />;
}
