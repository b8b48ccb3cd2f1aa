import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LicenceStanding } from '../../../core/licences/licences.ts';
import type { Session } from '../../../core/sessions/sessions.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { viewHeartbeat, viewLicence, viewPerson } from '../views.ts';

/** desktop `heart/check` (§1.3.2, D4). */
export function registerHeartRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { heartbeats, licences, sessions } = context.core;

  function signFresh(session: Session, licence: LicenceStanding, request: FastifyRequest): string {
    const person = viewPerson(request.signedIn.account, licence, request, context);
    return `Bearer ${sessions.sign(session, person)}`;
  }

  app.post('/api/heart/check', { onRequest: requireToken(context) }, async (request, reply) => {
    const { account } = request.signedIn;
    const prolonged = await heartbeats.record(request.signedIn, request.caller);
    const licence = await licences.findFor(account.id);
    const data = {
      ...viewHeartbeat(account),
      license: viewLicence(licence, context),
      ...(prolonged && { token: signFresh(prolonged, licence, request) }),
    };
    return reply.code(201).send(success(data, '心跳正常', 201));
  });
}
