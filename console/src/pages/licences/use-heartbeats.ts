import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { HeartbeatsView } from '../../../../src/management/licences/schemas.ts';
import { api } from '../../api/client.ts';

/** Heartbeats over a range of time, and after which silence a device is overdue. */
export function useHeartbeats(range: HeartbeatsView['range']) {
  return useQuery({
    queryKey: ['licences', 'heartbeats', range],
    queryFn: ({ signal }) => api.get<HeartbeatsView>('/licences/heartbeats', { query: { range }, signal }),
    placeholderData: keepPreviousData,
  });
}
