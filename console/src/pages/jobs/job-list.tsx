import { CheckCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Flex, Tag, Tooltip } from 'antd';
import type { JobView } from '../../../../src/management/jobs/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { JobActions } from './job-actions.tsx';
import { useAbout, useKindWords } from './job-words.ts';
import styles from './jobs.module.css';
import { jobsTexts } from './texts.ts';
import { type JobState, useJobList } from './use-jobs.ts';

interface JobListProps {
  state: JobState;
  /** Empty for all. */
  kind: string;
  /** Shows all kinds. */
  onClear: () => void;
}

/** Jobs in one state, with why each failed and what can be done. */
export function JobList({ state, kind, onClear }: JobListProps) {
  const t = useTexts(jobsTexts);
  const list = useJobList(state, kind);
  const time = { dead: t('columns.died'), waiting: t('columns.next'), running: t('columns.created') }[state];
  const actions = {
    title: t('columns.actions'),
    key: 'actions',
    width: state === 'dead' ? 190 : 120,
    render: (_: unknown, job: JobView) => <JobActions job={job} />,
  };
  return (
    <ResponsiveTable<JobView>
      list={list}
      label={t('list')}
      rowKey={({ id }) => id}
      isFixed
      columns={[
        { title: t('columns.job'), key: 'job', width: 200, render: (_, job) => <Job job={job} /> },
        { title: t('columns.reason'), key: 'reason', render: (_, job) => <Reason job={job} /> },
        { title: t('columns.attempts'), key: 'attempts', width: 90, render: (_, job) => <Attempts job={job} /> },
        { title: time, key: 'time', width: 120, render: (_, job) => <When job={job} /> },
        ...(state === 'running' ? [] : [actions]),
      ]}
      card={(job) => (
        <Flex vertical gap={8}>
          <Job job={job} />
          <Reason job={job} />
          <Flex gap={12} wrap className={styles.quiet}>
            <Attempts job={job} />
            <span>
              {time} <When job={job} />
            </span>
          </Flex>
          <JobActions job={job} />
        </Flex>
      )}
      empty={<Empty state={state} onClear={kind === '' ? undefined : onClear} />}
    />
  );
}

function Empty({ state, onClear }: { state: JobState; onClear: (() => void) | undefined }) {
  const t = useTexts(jobsTexts);
  const icon = <CheckCircleOutlined />;
  if (!onClear) return <EmptyState icon={icon} title={t(`empty.${state}.title`)} hint={t(`empty.${state}.hint`)} />;
  return (
    <EmptyState
      icon={icon}
      title={t('empty.ofKind.title', { state: t(`tabs.${state}`) })}
      hint={t('empty.ofKind.hint')}
      action={<Button onClick={onClear}>{t('empty.ofKind.all')}</Button>}
    />
  );
}

function Job({ job }: { job: JobView }) {
  const t = useTexts(jobsTexts);
  const kind = useKindWords()(job.kind);
  const about = useAbout()(job);
  return (
    <Flex vertical>
      <span>
        {kind} <span className={styles.quiet}>{t('number', { id: job.id })}</span>
      </span>
      {about?.push !== undefined && (
        <Link to={'/pushes' as '/'} search={{ push: about.push } as never}>
          {about.words}
        </Link>
      )}
      {about && about.push === undefined && <span className={styles.quiet}>{about.words}</span>}
      {!job.readable && <Unreadable />}
    </Flex>
  );
}

function Unreadable() {
  const t = useTexts(jobsTexts);
  return (
    <Tooltip title={t('unreadableHint')}>
      <Tag color="warning" tabIndex={0} style={{ alignSelf: 'flex-start' }}>
        {t('unreadable')}
      </Tag>
    </Tooltip>
  );
}

function Reason({ job }: { job: JobView }) {
  const t = useTexts(jobsTexts);
  if (job.reason !== null) return <span className={styles.reason}>{job.reason}</span>;
  return <span className={styles.quiet}>{job.state === 'dead' ? t('reasonUnknown') : t('noReason')}</span>;
}

function Attempts({ job }: { job: JobView }) {
  const t = useTexts(jobsTexts);
  return <span>{t('attempts', { count: job.attempts })}</span>;
}

function When({ job }: { job: JobView }) {
  const t = useTexts(jobsTexts);
  if (job.state === 'due') return <span>{t('due')}</span>;
  return <RelativeTime at={job.diedAt ?? job.nextRunAt ?? job.createdAt} />;
}
