import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DashboardRange, DashboardView } from '../../../../src/management/dashboard/schemas.ts';
import { api } from '../../api/client.ts';
import type { ChartSeries } from '../../charts/time-chart.tsx';

const refreshMs = 60_000;

/** What the page shows, anew each minute. */
export function useDashboard(range: DashboardRange) {
  return useQuery({
    queryKey: ['dashboard', 'range', range],
    queryFn: ({ signal }) => api.get<DashboardView>('/dashboard', { query: { range }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** Values of the answer as a chart draws them; undefined is a series of zeros. */
export function toSeries(
  { moments }: DashboardView,
  name: string,
  label: string,
  values: readonly number[] | undefined,
): ChartSeries {
  return { name, label, points: moments.map((at, index) => ({ at, value: values?.[index] ?? 0 })) };
}

/** All of a series together. */
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
