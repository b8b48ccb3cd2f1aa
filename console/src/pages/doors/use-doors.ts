import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DoorAccountView, DoorUseView, DoorView } from '../../../../src/management/doors/schemas.ts';
import { api } from '../../api/client.ts';
import { useCursorList } from '../../api/cursor-list.ts';

const refreshMs = 30_000;

/** Every contract with its use; of it alone, as new as can be, where a decision hangs on it. */
export function useDoors() {
  return useQuery({
    queryKey: ['doors', 'all'],
    queryFn: ({ signal }) => api.get<{ items: DoorView[] }>('/doors', { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** Which calls are listed, and in which order; empty for all. */
export const noFilters = { contract: '', version: '', order: 'calls' };
export type DoorFilters = typeof noFilters;

/** Calls by endpoint and version. */
export function useDoorUses({ contract, version, order }: DoorFilters) {
  const query = { order, ...(contract && { contract }), ...(version && { version }) };
  return useCursorList<DoorUseView>('doors', '/door-uses', query, { refetchMs: refreshMs });
}

/** The accounts that came through a contract. */
export function useDoorAccounts(contract: string) {
  return useCursorList<DoorAccountView>('doors', '/door-accounts', { contract, limit: '20' });
}
