import type { GatewayDefinition } from '../gateway.ts';
import { writeError } from './errors.ts';
import { registerAuthRoutes } from './routes/auth.ts';
import { registerFaqRoutes } from './routes/faq.ts';
import { registerFeedbackRoutes } from './routes/feedback.ts';
import { registerMessageRoutes } from './routes/message.ts';
import { registerPersonalRoutes } from './routes/personal.ts';
import { registerPushRoutes } from './routes/push.ts';
import { registerPushLogRoutes } from './routes/push-log.ts';

/** The contract of the Android and iOS apps. */
export const mobile: GatewayDefinition = {
  name: 'mobile',
  writeError,
  loadDocument: async () => (await import('./document.ts')).document,
  register(app, context) {
    registerAuthRoutes(app, context);
    registerPersonalRoutes(app, context);
    registerPushRoutes(app, context);
    registerPushLogRoutes(app, context);
    registerMessageRoutes(app, context);
    registerFaqRoutes(app, context);
    registerFeedbackRoutes(app, context);
  },
};
