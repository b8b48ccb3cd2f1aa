import { Skeleton } from 'antd';
import { useFilters } from '../../app/filters.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageTabs } from '../../components/page-tabs.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { JobList } from './job-list.tsx';
import { KindTiles } from './kind-tiles.tsx';
import { ReplayAll } from './replay-all.tsx';
import { jobsTexts } from './texts.ts';
import { useJobKinds } from './use-jobs.ts';

const states = ['dead', 'waiting', 'running'] as const;

/** The queue: what failed for good, what waits, and what is being done. */
export function JobsPage() {
  const t = useTexts(jobsTexts);
  const [{ state, kind }, setFilters] = useFilters({ state: 'dead', kind: '' });
  const { data, error, refetch } = useJobKinds();
  const kinds = data?.items ?? [];
  // Of a kind that is none, as an old link may name, nothing could be listed.
  const chosen = kinds.some((each) => each.kind === kind) ? kind : '';
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} />
      {error && <ProblemAlert error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 3 }} />}
      {data && <KindTiles kinds={kinds} chosen={chosen} onChoose={(next) => setFilters({ kind: next })} />}
      <PageTabs
        label={t('tabs.label')}
        value={state}
        onChange={(next) => setFilters({ state: next })}
        items={states.map((each) => ({
          key: each,
          label: t(`tabs.${each}`),
          children: (
            <>
              {each === 'dead' && <ReplayAll kinds={kinds.filter((one) => chosen === '' || one.kind === chosen)} />}
              <JobList state={each} kind={chosen} onClear={() => setFilters({ kind: '' })} />
            </>
          ),
        }))}
      />
    </>
  );
}
