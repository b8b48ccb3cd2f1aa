import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Audience, PushDetail, ServerClock } from '../../../../src/management/pushes/schemas.ts';
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

/** The zone in which times are chosen; UTC until it is known. */
export function useServerZone(): string {
  const { data } = useQuery({
    queryKey: ['pushes', 'clock'],
    queryFn: ({ signal }) => api.get<ServerClock>('/pushes/clock', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.timeZone ?? 'UTC';
}

/** One push, as it is; while it is being sent, every other second anew. */
export function usePush(id: number) {
  return useQuery({
    queryKey: ['pushes', 'one', id],
    queryFn: ({ signal }) => api.get<PushDetail>(`/pushes/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'sending' ? 2_000 : false),
  });
}
