import type { ManagementApp, ManagementContext } from './context.ts';
import { registerReleaseRoutes } from './releases/routes.ts';
import { registerSessionRoutes } from './session/routes.ts';

/** What the API is made of, one line an area. */
export const areas: ReadonlyArray<(app: ManagementApp, context: ManagementContext) => void> = [
  registerSessionRoutes,
  registerReleaseRoutes,
];
