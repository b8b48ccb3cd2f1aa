import { LoginOutlined } from '@ant-design/icons';
import { Button, Flex, Select } from 'antd';
import type { DoorUseView } from '../../../../src/management/doors/schemas.ts';
import { useContractName } from '../../api/contracts.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintNumber } from '../../i18n/use-print-number.ts';
import { useVersionWords } from './door-words.ts';
import styles from './doors.module.css';
import { doorsTexts } from './texts.ts';
import { type DoorFilters, noFilters, useDoorUses } from './use-doors.ts';

interface UseListProps {
  filters: DoorFilters;
  onChange: (change: Partial<DoorFilters>) => void;
}

/** What was called, by endpoint and version of the program. */
export function UseList({ filters, onChange }: UseListProps) {
  const t = useTexts(doorsTexts);
  const list = useDoorUses(filters);
  const contract = useContractName();
  const print = usePrintNumber();
  return (
    <>
      <Filters filters={filters} onChange={onChange} />
      <ResponsiveTable<DoorUseView>
        list={list}
        label={t('list')}
        rowKey={(use) => `${use.contract} ${use.endpoint} ${use.version}`}
        isFixed
        columns={[
          { title: t('columns.contract'), key: 'contract', width: 110, render: (_, use) => contract(use.contract) },
          { title: t('columns.endpoint'), key: 'endpoint', render: (_, use) => <Endpoint use={use} /> },
          { title: t('columns.version'), key: 'version', width: 190, render: (_, use) => <Version use={use} /> },
          {
            title: t('columns.week'),
            key: 'week',
            width: 100,
            align: 'end',
            render: (_, use) => print(use.callsLast7Days),
          },
          {
            title: t('columns.month'),
            key: 'month',
            width: 100,
            align: 'end',
            render: (_, use) => print(use.callsLast30Days),
          },
          {
            title: t('columns.failures'),
            key: 'failures',
            width: 100,
            align: 'end',
            render: (_, use) => print(use.failuresLast30Days),
          },
          {
            title: t('columns.last'),
            key: 'last',
            width: 120,
            render: (_, use) => <RelativeTime at={use.lastSeenAt} />,
          },
        ]}
        card={(use) => <UseCard use={use} />}
        empty={<Empty filters={filters} onClear={() => onChange({ contract: '', version: '' })} />}
      />
    </>
  );
}

function Filters({ filters, onChange }: UseListProps) {
  const t = useTexts(doorsTexts);
  const shared = useTexts(sharedTexts);
  const isNarrow = useIsNarrow();
  const isFiltered = filters.contract !== '' || filters.version !== '';
  return (
    <Flex gap={8} wrap style={{ marginBottom: 16 }}>
      <SearchInput
        value={filters.version}
        onSearch={(version) => onChange({ version: version.slice(0, 40) })}
        placeholder={t('filters.version')}
        width={isNarrow ? '100%' : 220}
      />
      <Select
        value={filters.order}
        onChange={(order) => onChange({ order })}
        aria-label={t('filters.order')}
        style={{ width: isNarrow ? '100%' : 150 }}
        options={(['calls', 'lastSeen', 'name'] as const).map((value) => ({ value, label: t(`order.${value}`) }))}
      />
      {isFiltered && (
        <Button type="text" onClick={() => onChange({ contract: noFilters.contract, version: noFilters.version })}>
          {shared('clearFilters')}
        </Button>
      )}
    </Flex>
  );
}

function Endpoint({ use }: { use: DoorUseView }) {
  const t = useTexts(doorsTexts);
  if (use.endpoint === 'unknown') return <span className={styles.unit}>{t('unknownPath')}</span>;
  return <span className={styles.endpoint}>{use.endpoint}</span>;
}

function Version({ use }: { use: DoorUseView }) {
  const words = useVersionWords()(use.version);
  return <span className={words === use.version ? styles.endpoint : styles.unit}>{words}</span>;
}

function UseCard({ use }: { use: DoorUseView }) {
  const t = useTexts(doorsTexts);
  const contract = useContractName();
  const print = usePrintNumber();
  const figures = [
    [t('columns.week'), use.callsLast7Days],
    [t('columns.month'), use.callsLast30Days],
    [t('columns.failures'), use.failuresLast30Days],
  ] as const;
  return (
    <Flex vertical gap={8}>
      <Endpoint use={use} />
      <Flex gap={12} wrap>
        <span>{contract(use.contract)}</span>
        <Version use={use} />
      </Flex>
      <Flex gap={12} wrap className={styles.unit}>
        {figures.map(([title, value]) => (
          <span key={title}>
            {title} {print(value)}
          </span>
        ))}
        <RelativeTime at={use.lastSeenAt} />
      </Flex>
    </Flex>
  );
}

function Empty({ filters, onClear }: { filters: DoorFilters; onClear: () => void }) {
  const t = useTexts(doorsTexts);
  const shared = useTexts(sharedTexts);
  const icon = <LoginOutlined />;
  if (filters.contract === '' && filters.version === '') {
    return <EmptyState icon={icon} title={t('empty.title')} hint={t('empty.hint')} />;
  }
  return (
    <EmptyState
      icon={icon}
      title={t('empty.filtered')}
      hint={t('empty.filteredHint')}
      action={<Button onClick={onClear}>{shared('clearFilters')}</Button>}
    />
  );
}
