import { useQuery } from '@tanstack/react-query';
import type { ImportsView } from '../../../../src/management/imports/schemas.ts';
import { api } from '../../api/client.ts';

const refreshMs = 30_000;

/** How far moving in is, while it goes on. */
export function useImports() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => api.get<ImportsView>('/imports', { signal }),
    refetchInterval: refreshMs,
  });
}
