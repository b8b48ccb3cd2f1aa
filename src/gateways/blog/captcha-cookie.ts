import type { FastifyRequest } from 'fastify';
import { absoluteUrl } from '../absolute-url.ts';
import type { GatewayContext } from '../gateway.ts';

const cookieName = 'portico_captcha';
const lifetimeSeconds = 120;

/**
 * Binds the browser to a captcha (B5). A front end on another site, which only an allow-list of origins lets send
 * credentials (R11), gets a cookie that travels there; browsers take that one over https alone.
 */
export function writeCaptchaCookie(id: string, request: FastifyRequest, context: GatewayContext): string {
  const secure = absoluteUrl('', request, context).startsWith('https:');
  const sameSite = secure && context.corsOrigins.length > 0 ? 'None' : 'Lax';
  const attributes = `Path=/blogapi; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=${sameSite}`;
  return `${cookieName}=${id}; ${attributes}${secure ? '; Secure' : ''}`;
}

/** The captcha that a form answers: the echoed `captcha_id` wins over the cookie; undefined where no answer came. */
export function readCaptcha(
  request: FastifyRequest,
  form: { captcha?: string; captcha_id?: string },
): { id: string; answer: string } | undefined {
  if (!form.captcha) return undefined;
  return { id: form.captcha_id || readCookie(request.headers.cookie), answer: form.captcha };
}

function readCookie(header = ''): string {
  const pairs = header.split(';').map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${cookieName}=`));
  return own?.slice(cookieName.length + 1) ?? '';
}
