import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Tag } from 'antd';
import type { AuditEntryView } from '../../../../src/management/audit/schemas.ts';
import { apiUrl } from '../../api/client.ts';
import { useContractName } from '../../api/contracts.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useServerZone } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { followLink } from '../../components/menu-link.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printMoment } from '../../i18n/zoned-time.ts';
import styles from './audit.module.css';
import { EntryDetails } from './entry-details.tsx';
import { type AuditFilters, Filters, noFilters, toQuery } from './filters.tsx';
import { Sentence } from './sentence.tsx';
import { auditTexts } from './texts.ts';
import { Verify } from './verify.tsx';

/** Who did what to whom. */
export function AuditPage() {
  const t = useTexts(auditTexts);
  const zone = useServerZone();
  const [filters, setFilters] = useFilters(noFilters);
  const list = useCursorList<AuditEntryView>('audit', '/audit', toQuery(filters, zone));
  const detailsOf = (entry: AuditEntryView) => <EntryDetails entry={entry} onFilter={setFilters} />;
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={<Actions filters={filters} />} />
      <Filters filters={filters} onChange={setFilters} />
      <ResponsiveTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        expandable={{ expandedRowRender: detailsOf }}
        // The details are as wide as the table, not the table as its widest details.
        isFixed
        columns={[
          {
            title: t('columns.at'),
            key: 'at',
            width: 180,
            render: (_, { at }) => <time dateTime={at}>{printMoment(at, zone)}</time>,
          },
          { title: t('columns.what'), key: 'what', render: (_, entry) => <Sentence entry={entry} /> },
          { title: t('columns.where'), key: 'where', width: 240, render: (_, entry) => <Where entry={entry} /> },
        ]}
        card={(entry) => (
          <Flex vertical gap={4}>
            <Sentence entry={entry} />
            <Flex gap={8} wrap className={styles.explain}>
              <time dateTime={entry.at}>{printMoment(entry.at, zone)}</time>
              <Where entry={entry} />
            </Flex>
            <details className={styles.fold}>
              <summary>{t('details.open')}</summary>
              {detailsOf(entry)}
            </details>
          </Flex>
        )}
        empty={<Empty filters={filters} onClear={() => setFilters(noFilters)} />}
      />
    </>
  );
}

function Where({ entry: { contract, address } }: { entry: AuditEntryView }) {
  const nameOf = useContractName();
  return (
    <Flex gap={4} align="center" wrap>
      {contract && <Tag>{nameOf(contract)}</Tag>}
      {address && <code className={styles.code}>{address}</code>}
    </Flex>
  );
}

function Actions({ filters }: { filters: AuditFilters }) {
  const t = useTexts(auditTexts);
  const zone = useServerZone();
  const items = (['csv', 'jsonl'] as const).map((format) => ({
    key: format,
    label: <a href={apiUrl(`/audit.${format}`, toQuery(filters, zone))}>{t(`export.${format}`)}</a>,
  }));
  return (
    <>
      <Verify />
      <Dropdown menu={{ items, onClick: followLink }} trigger={['click']}>
        <Button icon={<DownloadOutlined />}>{t('export.label')}</Button>
      </Dropdown>
    </>
  );
}

function Empty({ filters, onClear }: { filters: AuditFilters; onClear: () => void }) {
  const t = useTexts(auditTexts);
  const shared = useTexts(sharedTexts);
  return (
    <EmptyState
      title={t('empty.title')}
      hint={t(filters.actor || filters.target ? 'filters.thingHint' : 'empty.hint')}
      action={<Button onClick={onClear}>{shared('clearFilters')}</Button>}
    />
  );
}
