import { Skeleton } from 'antd';
import { useState } from 'react';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { DoorDrawer } from './door-drawer.tsx';
import { DoorTiles } from './door-tiles.tsx';
import { doorsTexts } from './texts.ts';
import { noFilters, useDoors } from './use-doors.ts';
import { UseList } from './use-list.tsx';
import { Warnings } from './warnings.tsx';

/** Who still comes through which door. */
export function DoorsPage() {
  const t = useTexts(doorsTexts);
  const [filters, setFilters] = useFilters(noFilters);
  const [opened, setOpened] = useState<string>();
  const { data, error, refetch } = useDoors();
  const doors = data?.items ?? [];
  const door = doors.find(({ contract }) => contract === opened);
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} />
      {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 3 }} />}
      <Warnings doors={doors} />
      {data && (
        <DoorTiles
          doors={doors}
          chosen={filters.contract}
          onChoose={(contract) => setFilters({ contract })}
          onOpen={setOpened}
        />
      )}
      <UseList filters={filters} onChange={setFilters} />
      {door && <DoorDrawer door={door} onClose={() => setOpened(undefined)} />}
    </>
  );
}
