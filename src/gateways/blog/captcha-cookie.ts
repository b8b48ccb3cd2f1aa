import type { FastifyRequest } from 'fastify';
import { createHostCookie } from '../../http/host-cookie.ts';
import { absoluteUrl } from '../absolute-url.ts';
import type { GatewayContext } from '../gateway.ts';

const cookie = createHostCookie('portico_captcha', '/blogapi');
const lifetimeSeconds = 120;

/**
 * Binds the browser to a captcha (B5). A front end on another site, which only an allow-list of origins lets send
 * credentials (R11), gets a cookie that travels there; browsers take that one over https alone.
 */
export function writeCaptchaCookie(id: string, request: FastifyRequest, context: GatewayContext): string {
  const isSecure = absoluteUrl('', request, context).startsWith('https:');
  const sameSite = isSecure && context.corsOrigins.length > 0 ? 'None' : 'Lax';
  return cookie.write(id, { lifetimeSeconds, isSecure, sameSite });
}

/** The captcha that a form answers: the echoed `captcha_id` wins over the cookie; undefined where no answer came. */
export function readCaptcha(
  request: FastifyRequest,
  form: { captcha?: string; captcha_id?: string },
): { id: string; answer: string } | undefined {
  if (!form.captcha) return undefined;
  return { id: form.captcha_id || (cookie.find(request.headers) ?? ''), answer: form.captcha };
}
