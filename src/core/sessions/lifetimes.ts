import type { SessionContract } from '../../db/schema.ts';

const dayMs = 86_400_000;

/** How long an access token lives (desktop §1.2.2, M4, B3). */
export const accessLifetimeMs: Record<SessionContract, number> = {
  desktop: dayMs,
  mobile: 7 * dayMs,
  staff: dayMs,
  blog: 30 * dayMs,
};

/** How long a refresh token lives (M4). */
export const refreshLifetimeMs = 30 * dayMs;
