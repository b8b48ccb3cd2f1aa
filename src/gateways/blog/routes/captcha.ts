import type { FastifyInstance } from 'fastify';
import { takeCaptchaBudget } from '../../../http/address-budget.ts';
import { integer, object, optional, type Static } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { writeCaptchaCookie } from '../captcha-cookie.ts';

const Captcha = object({
  width: optional(integer('图片宽度', '60~400 的整数', { minimum: 60, maximum: 400 })),
  height: optional(integer('图片高度', '24~160 的整数', { minimum: 24, maximum: 160 })),
});

/** blog §1.1.1 (B5). */
export function registerCaptchaRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/blogapi/service/captcha', { schema: { querystring: Captcha } }, async (request, reply) => {
    await takeCaptchaBudget(context.core, request.caller);
    const { width = 120, height = 44 } = request.query as Static<typeof Captcha>;
    const { id, svg } = await context.core.captchas.createSvg('blog', { width, height });
    return reply
      .header('Content-Type', 'image/svg+xml')
      .header('Cache-Control', 'no-store')
      .header('X-Captcha-Id', id)
      .header('Set-Cookie', writeCaptchaCookie(id, request, context))
      .send(svg);
  });
}
