import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerCaptchaRoute } from './routes/captcha.ts';
import { registerLoginRoute } from './routes/login.ts';
import { registerSignUpRoute } from './routes/sign-up.ts';
import { registerUserRoutes } from './routes/users.ts';

/** The contract of an internal staff directory whose accounts an owner approves. */
export const staff: GatewayDefinition = {
  name: 'staff',
  writeError,
  loadDocument: async () => (await import('./document.ts')).document,
  register(app, context) {
    registerSignUpRoute(app, context);
    registerLoginRoute(app, context);
    registerUserRoutes(app, context);
    registerCaptchaRoute(app, context);
  },
};
