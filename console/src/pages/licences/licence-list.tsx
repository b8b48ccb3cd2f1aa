import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Flex, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useServerZone } from '../../api/session.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { beginOfDay, today } from '../../i18n/zoned-time.ts';
import { LicenceActions } from './licence-actions.tsx';
import { Holder, licenceStates, StateTag } from './licence-tags.tsx';
import { Effect, Expiry } from './licence-times.tsx';
import { licencesTexts } from './texts.ts';

/** All as the address has them; `within`: days until the end. */
export const noFilters = { q: '', state: '', within: '' };
export type LicenceFilters = typeof noFilters;

interface LicenceListProps {
  filters: LicenceFilters;
  onFilter: (change: Partial<LicenceFilters>) => void;
  /** The button that makes some. */
  make: ReactNode;
}

/** The licences, found by number, account, state and end. */
export function LicenceList({ filters, onFilter, make }: LicenceListProps) {
  const t = useTexts(licencesTexts);
  const list = useCursorList<LicenceView>('licences', '/licences', toQuery(filters, useServerZone()));
  return (
    <>
      <Filters filters={filters} onFilter={onFilter} />
      <ResponsiveTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('columns.number'), key: 'number', render: (_, licence) => <NumberLink licence={licence} /> },
          { title: t('columns.state'), key: 'state', render: (_, { state }) => <StateTag state={state} /> },
          { title: t('columns.account'), key: 'account', render: (_, { account }) => <Holder account={account} /> },
          { title: t('columns.effect'), key: 'effect', render: (_, licence) => <Effect licence={licence} /> },
          { title: t('columns.expires'), key: 'expires', render: (_, licence) => <Expiry licence={licence} /> },
          { title: t('columns.note'), key: 'note', render: (_, { note }) => <ShortText text={note} /> },
          {
            title: t('columns.created'),
            key: 'created',
            render: (_, { createdAt }) => <RelativeTime at={createdAt} />,
          },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 72,
            render: (_, licence) => <LicenceActions licence={licence} />,
          },
        ]}
        card={(licence) => (
          <Flex vertical gap={8}>
            <Flex justify="space-between" align="start">
              <NumberLink licence={licence} />
              <LicenceActions licence={licence} />
            </Flex>
            <Flex gap={8} wrap align="center">
              <StateTag state={licence.state} />
              <Holder account={licence.account} />
            </Flex>
            <span>
              {t('columns.expires')} <Expiry licence={licence} />
            </span>
            {licence.note && <span style={{ overflowWrap: 'anywhere' }}>{licence.note}</span>}
          </Flex>
        )}
        empty={
          <Empty isFiltered={Object.values(filters).some(Boolean)} onClear={() => onFilter(noFilters)} make={make} />
        }
      />
    </>
  );
}

/** To the end of a day: the same question all day long. */
function toQuery({ within, ...rest }: LicenceFilters, zone: string): Record<string, string> {
  const days = Number(within);
  return within && days > 0 ? { ...rest, expiresBefore: beginOfDay(today(zone), zone, days + 1) } : rest;
}

function NumberLink({ licence: { id, number } }: { licence: LicenceView }) {
  return (
    <CopyText text={number}>
      <ShortText text={number}>
        <Link to={`/licences/${id}` as '/'}>{number}</Link>
      </ShortText>
    </CopyText>
  );
}

const spans = ['7', '30', '90'];

function Filters({ filters, onFilter }: Omit<LicenceListProps, 'make'>) {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  const isNarrow = useIsNarrow();
  const choice = {
    value: filters.state,
    onChange: (state: string) => onFilter({ state }),
    'aria-label': t('columns.state'),
    options: (['', ...licenceStates] as const).map((value) => ({
      value: value as string,
      label: t(`state.${value || 'all'}`),
    })),
  };
  return (
    <Flex gap={12} wrap align="center" style={{ marginBottom: 16 }}>
      {/* Gives way to the button that clears the filters, so that nothing below moves. */}
      <div style={{ flex: isNarrow ? '1 1 100%' : '1 1 220px', maxWidth: 400 }}>
        <SearchInput value={filters.q} onSearch={(q) => onFilter({ q })} placeholder={t('search')} width="100%" />
      </div>
      {isNarrow ? <Select {...choice} style={{ flex: '1 1 40%' }} /> : <Segmented {...choice} />}
      <Select
        value={filters.within}
        // Soon to expire are those that still count, unless something else is asked for.
        onChange={(within) => onFilter({ within, ...(within && !filters.state && { state: 'active' }) })}
        aria-label={t('ending.label')}
        popupMatchSelectWidth={false}
        style={isNarrow ? { flex: '1 1 40%' } : { width: 150 }}
        options={[
          { value: '', label: t('ending.any') },
          ...spans.map((value) => ({ value, label: t('ending.within', { count: value }) })),
        ]}
      />
      {Object.values(filters).some(Boolean) && (
        <Button type="text" onClick={() => onFilter(noFilters)}>
          {shared('clearFilters')}
        </Button>
      )}
    </Flex>
  );
}

interface EmptyProps {
  isFiltered: boolean;
  onClear: () => void;
  make: ReactNode;
}

function Empty({ isFiltered, onClear, make }: EmptyProps) {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  if (isFiltered) {
    const clear = <Button onClick={onClear}>{shared('clearFilters')}</Button>;
    return <EmptyState title={t('empty.noMatch')} hint={t('empty.noMatchHint')} action={clear} />;
  }
  const icon = <SafetyCertificateOutlined />;
  return <EmptyState title={t('empty.title')} hint={t('empty.hint')} icon={icon} action={make} />;
}
