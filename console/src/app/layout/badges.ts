import type { AreaName } from '../areas.tsx';

/** A number beside an entry of the navigation, and what it counts. */
export interface EntryBadge {
  count: number;
  what: 'waiting' | 'unread';
}

/** What waits for somebody, by area; areas where nothing waits are absent. */
export function useBadges(): Partial<Record<AreaName, EntryBadge>> {
  return {};
}
