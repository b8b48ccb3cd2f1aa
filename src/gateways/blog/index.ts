import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerCaptchaRoute } from './routes/captcha.ts';
import { registerLoginRoute } from './routes/login.ts';
import { registerLogoutRoute } from './routes/logout.ts';
import { registerRegRoute } from './routes/reg.ts';
import { registerVerifyEmailRoute } from './routes/verify-email.ts';
import { requireSignatures } from './signed-requests.ts';

/** The contract of the blog's front end. */
export const blog: GatewayDefinition = {
  name: 'blog',
  writeError,
  loadDocument: async () => (await import('./document.ts')).document,
  register(app, context) {
    registerVerifyEmailRoute(app, context);
    app.register(async (signed) => {
      requireSignatures(signed, context);
      registerCaptchaRoute(signed, context);
      registerRegRoute(signed, context);
      registerLoginRoute(signed, context);
      registerLogoutRoute(signed, context);
    });
  },
};
