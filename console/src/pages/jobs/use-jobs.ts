import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { JobKindView, JobView, ReplayedView } from '../../../../src/management/jobs/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useTexts } from '../../i18n/texts.ts';
import { jobsTexts } from './texts.ts';

/** The lists of the queue. */
export type JobState = 'dead' | 'waiting' | 'running';

const refreshMs = 5_000;
// The dashboard counts dead jobs too.
const invalidates = ['jobs', 'dashboard'] as const;

/** How many of each kind there are, anew every few seconds. */
export function useJobKinds() {
  return useQuery({
    queryKey: ['jobs', 'kinds'],
    queryFn: ({ signal }) => api.get<{ items: JobKindView[] }>('/jobs/kinds', { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** Jobs in one state, of one kind or (empty) of all. */
export function useJobList(state: JobState, kind: string) {
  const filter: Record<string, string> = kind === '' ? { state } : { state, kind };
  return useCursorList<JobView>('jobs', '/jobs', filter, { refetchMs: refreshMs });
}

/** Has a job done after all, or now. */
export function useJobPush(what: 'replay' | 'hasten') {
  const t = useTexts(jobsTexts);
  return useChange(({ id }: JobView) => api.post(`/jobs/${id}/${what}`), { invalidates, done: t(`${what}.done`) });
}

/** Throws what went wrong, for a dialog that shows it. */
export function useDiscard() {
  const t = useTexts(jobsTexts);
  return useChange(({ id }: JobView) => api.delete(`/jobs/${id}`), {
    invalidates,
    done: t('discard.done'),
    silent: true,
  });
}

/** The same; `onDone` is told what became of them. */
export function useReplayAll(onDone: (answer: ReplayedView) => void) {
  return useChange((kind: string) => api.post<ReplayedView>('/jobs/replay', { kind }), {
    invalidates,
    onDone,
    silent: true,
  });
}
