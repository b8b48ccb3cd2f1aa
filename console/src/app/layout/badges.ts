import { useQuery } from '@tanstack/react-query';
import type { WaitingView } from '../../../../src/management/dashboard/schemas.ts';
import { api } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import type { AreaName } from '../areas.tsx';

/** A number beside an entry of the navigation, and what it counts. */
export interface EntryBadge {
  count: number;
  what: 'waiting' | 'unread';
}

const refreshMs = 60_000;

/** What waits for somebody, by area, anew each minute; areas where nothing waits are absent. */
export function useBadges(): Partial<Record<AreaName, EntryBadge>> {
  const may = useRights();
  const { data } = useQuery({
    queryKey: ['dashboard', 'waiting'],
    queryFn: ({ signal }) => api.get<WaitingView>('/dashboard/waiting', { signal }),
    enabled: may('dashboard:read'),
    refetchInterval: refreshMs,
  });
  if (!data) return {};
  const { waitingApprovals, unreadFeedback } = data;
  return {
    ...(waitingApprovals.count > 0 && { accounts: { count: waitingApprovals.count, what: 'waiting' } }),
    ...(unreadFeedback.count > 0 && { feedback: { count: unreadFeedback.count, what: 'unread' } }),
  };
}
