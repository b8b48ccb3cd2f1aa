import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerAuthRoutes } from './routes/auth.ts';
import { registerPersonalRoutes } from './routes/personal.ts';

/** The contract of the Android and iOS apps. */
export const mobile: GatewayDefinition = {
  name: 'mobile',
  writeError,
  register(app, context) {
    registerAuthRoutes(app, context);
    registerPersonalRoutes(app, context);
  },
};
