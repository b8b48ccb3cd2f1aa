import type { FastifyInstance } from 'fastify';
import { takeCaptchaBudget } from '../../../http/address-budget.ts';
import type { GatewayContext } from '../../gateway.ts';
import { success } from '../envelope.ts';

const size = { width: 150, height: 50 };

/** staff `captcha` (S7). */
export function registerCaptchaRoute(app: FastifyInstance, { core }: GatewayContext): void {
  app.get('/captcha', async (request, reply) => {
    await takeCaptchaBudget(core, request.caller);
    const { id, png } = await core.captchas.createPng('staff', size);
    reply.header('Cache-Control', 'no-store');
    return success(request, { id, captcha_id: id, picture: `data:image/png;base64,${png.toString('base64')}` });
  });
}
