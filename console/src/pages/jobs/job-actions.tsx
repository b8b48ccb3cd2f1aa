import { Button, Flex } from 'antd';
import { useState } from 'react';
import type { JobView } from '../../../../src/management/jobs/schemas.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useKindWords } from './job-words.ts';
import { jobsTexts } from './texts.ts';
import { useDiscard, useJobPush } from './use-jobs.ts';

/** What can be done to a job, in the state that it is in. */
export function JobActions({ job }: { job: JobView }) {
  const may = useRights();
  if (!may('jobs:write')) return null;
  if (job.state === 'retrying') return <Push job={job} what="hasten" />;
  if (job.state !== 'dead') return null;
  return (
    <Flex gap={8} wrap>
      {job.readable && <Push job={job} what="replay" />}
      <Discard job={job} />
    </Flex>
  );
}

function useJobName(job: JobView): string {
  const t = useTexts(jobsTexts);
  return `${useKindWords()(job.kind)} ${t('number', { id: job.id })}`;
}

function Push({ job, what }: { job: JobView; what: 'replay' | 'hasten' }) {
  const t = useTexts(jobsTexts);
  const name = useJobName(job);
  const push = useJobPush(what);
  return (
    <Button
      size="small"
      aria-label={t(`${what}.label`, { job: name })}
      loading={push.isPending}
      onClick={() => push.mutate(job)}
    >
      {t(`${what}.action`)}
    </Button>
  );
}

function Discard({ job }: { job: JobView }) {
  const t = useTexts(jobsTexts);
  const name = useJobName(job);
  const discard = useDiscard();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" danger aria-label={t('discard.label', { job: name })} onClick={() => setOpen(true)}>
        {t('discard.action')}
      </Button>
      <ConfirmDanger
        open={isOpen}
        title={t('discard.title', { job: name })}
        consequences={[t('discard.never'), t('discard.noted')]}
        action={t('discard.action')}
        onConfirm={() => discard.mutateAsync(job)}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
