import type { SessionContract } from '../../db/schema.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long an access token lives (desktop §1.2.2, M4, B3); the console's ends with a working day. */
export const accessLifetimeMs: Record<SessionContract, number> = {
  desktop: dayMs,
  mobile: 7 * dayMs,
  staff: dayMs,
  blog: 30 * dayMs,
  console: 12 * hourMs,
};

/** How long a refresh token lives (M4). */
export const refreshLifetimeMs = 30 * dayMs;
