import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerDistRoutes } from './routes/dist.ts';
import { registerHeartRoutes } from './routes/heart.ts';
import { registerUpgradeRoutes } from './routes/upgrade.ts';
import { registerUserRoutes } from './routes/user.ts';

/** The contract of the licensed desktop program. */
export const desktop: GatewayDefinition = {
  name: 'desktop',
  writeError,
  loadDocument: async () => (await import('./document.ts')).document,
  register(app, context) {
    registerUserRoutes(app, context);
    registerUpgradeRoutes(app, context);
    registerHeartRoutes(app, context);
    registerDistRoutes(app, context);
  },
};
