import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FaqView } from '../../../../src/management/faqs/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import type { Page } from '../../api/cursor-list.ts';

/** The questions of one category, in their order. */
export interface FaqGroup {
  category: string;
  entries: FaqView[];
}

const queryKey = ['faqs', 'all'];
const mostShown = 2_000;

/** All questions, in the order of the app. */
export function useFaqs() {
  return useQuery({ queryKey, queryFn: ({ signal }) => loadAll(signal) });
}

async function loadAll(signal: AbortSignal): Promise<FaqView[]> {
  const all: FaqView[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get<Page<FaqView>>('/faqs', { query: { limit: 200, cursor }, signal });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < mostShown);
  return all;
}

/** Categories in the order of their first questions. */
export function groupByCategory(faqs: readonly FaqView[]): FaqGroup[] {
  const groups = new Map<string, FaqView[]>();
  for (const faq of faqs) groups.set(faq.category, [...(groups.get(faq.category) ?? []), faq]);
  return [...groups].map(([category, entries]) => ({ category, entries }));
}

/** Puts questions in an order: shown at once, and taken back where the server refuses. */
export function useReorder(): (ids: readonly number[]) => void {
  const queries = useQueryClient();
  const reorder = useChange((ids: readonly number[]) => api.put('/faqs/order', { ids }), { invalidates: ['faqs'] });
  return (ids) => {
    queries.setQueryData<FaqView[]>(queryKey, (faqs) => faqs && putInOrder(faqs, ids));
    reorder.mutate(ids, { onError: () => queries.invalidateQueries({ queryKey }) });
  };
}

/** As the server does it: on the places that they hold together. */
function putInOrder(faqs: readonly FaqView[], ids: readonly number[]): FaqView[] {
  const wanted = ids.map((id) => faqs.find((faq) => faq.id === id));
  const moving = new Set(ids);
  return faqs.map((faq) => (moving.has(faq.id) ? (wanted.shift() ?? faq) : faq));
}
