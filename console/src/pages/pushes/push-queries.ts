import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Audience, PushDetail } from '../../../../src/management/pushes/schemas.ts';
import { api } from '../../api/client.ts';

/** Whom a push is for: everyone, or the ids of accounts. */
export type To = 'everyone' | number[];

/** How far a push would go; nothing while nobody is chosen. */
export function useReach(to: To) {
  const accounts = to === 'everyone' ? undefined : to.join(',');
  return useQuery({
    queryKey: ['pushes', 'reach', to],
    queryFn: ({ signal }) => api.get<Audience>('/pushes/audience', { query: { accounts }, signal }),
    enabled: to.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** One push, as it is; while it is being sent, every other second anew. */
export function usePush(id: number) {
  return useQuery({
    queryKey: ['pushes', 'one', id],
    queryFn: ({ signal }) => api.get<PushDetail>(`/pushes/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'sending' ? 2_000 : false),
  });
}
