import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { CategoryView, FeedbackThreadView, FeedbackView } from '../../../../src/management/feedback/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import type { Page } from '../../api/cursor-list.ts';
import { useRights } from '../../api/session.ts';

const threadKey = (id: number) => ['feedback', 'one', id];

/** One feedback with its answers. */
export function useThread(id: number) {
  return useQuery({
    queryKey: threadKey(id),
    queryFn: ({ signal }) => api.get<FeedbackThreadView>(`/feedback/${id}`, { signal }),
  });
}

/** What feedback can be about, for choosing from. */
export function useCategories(): readonly CategoryView[] {
  const { data } = useQuery({
    queryKey: ['feedback-categories', 'all'],
    queryFn: ({ signal }) => api.get<Page<CategoryView>>('/feedback-categories', { query: { limit: 200 }, signal }),
  });
  return data?.items ?? [];
}

/**
 * Changes an entry where it is shown, and leaves the list in its order: what was just opened or answered must not jump
 * from under the hand that works through it.
 */
function patchEntry(queries: QueryClient, id: number, change: Partial<FeedbackView>): void {
  const patch = <T extends FeedbackView>(entry: T): T => (entry.id === id ? { ...entry, ...change } : entry);
  queries.setQueriesData<Page<FeedbackView>>(
    { queryKey: ['feedback', 'list'] },
    (page) => page && { ...page, items: page.items.map(patch) },
  );
  queries.setQueryData<FeedbackThreadView>(threadKey(id), (thread) => thread && patch(thread));
  queries.invalidateQueries({ queryKey: ['dashboard', 'waiting'] });
}

/** The entry as the server tells it now: in the thread, and in its place of the list. */
async function loadEntryAnew(queries: QueryClient, id: number): Promise<void> {
  await queries.invalidateQueries({ queryKey: threadKey(id) });
  const thread = queries.getQueryData<FeedbackThreadView>(threadKey(id));
  if (!thread) return;
  const { status, seen, version, updatedAt } = thread;
  patchEntry(queries, id, { status, seen, version, updatedAt });
}

/** Marks one as seen or not. */
export function useSetSeen(done?: string) {
  const queries = useQueryClient();
  return useChange(
    async ({ id, isSeen }: { id: number; isSeen: boolean }) => {
      await api.post(`/feedback/${id}/${isSeen ? 'seen' : 'unseen'}`);
      patchEntry(queries, id, { seen: isSeen });
    },
    { invalidates: [], ...(done !== undefined && { done }) },
  );
}

/** Marks what is opened as seen, once: what its reader then marks as unread stays so. */
export function useSeenOnOpening(thread: FeedbackThreadView | undefined): void {
  const mayWrite = useRights()('messages:write');
  const { mutate } = useSetSeen();
  const openedId = useRef<number>(undefined);
  useEffect(() => {
    if (!thread || openedId.current === thread.id) return;
    openedId.current = thread.id;
    if (!thread.seen && mayWrite) mutate({ id: thread.id, isSeen: true });
  }, [thread, mayWrite, mutate]);
}

interface Answer {
  thread: FeedbackThreadView;
  content: string;
  idempotencyKey: string;
}

/** Sends an answer; the thread is then as the server tells it. */
export function useReply(done: string) {
  const queries = useQueryClient();
  return useChange(
    async ({ thread: { id, version }, content, idempotencyKey }: Answer) => {
      const answered = await api
        .post<FeedbackThreadView>(`/feedback/${id}/replies`, { content }, { version, idempotencyKey })
        .catch((error: unknown) => {
          loadEntryAnew(queries, id);
          throw error;
        });
      queries.setQueryData(threadKey(id), answered);
      const { status, seen, version: newest, updatedAt } = answered;
      patchEntry(queries, id, { status, seen, version: newest, updatedAt });
    },
    { invalidates: [], done, silent: true },
  );
}
