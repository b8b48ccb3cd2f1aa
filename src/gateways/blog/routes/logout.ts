import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../gateway.ts';
import { requireSession } from '../auth.ts';

/** blog §1.2.2 as its table says it (B4): ends the session, and answers without data. */
export function registerLogoutRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/admin/logout', { preHandler: requireSession(context) }, async (request) => {
    // HEAD, which comes with every GET, promises to change nothing.
    if (request.method === 'GET') await context.core.sessions.end(request.signedIn.session.id, 'sign-out');
    return { code: 200, msg: 'success' };
  });
}
