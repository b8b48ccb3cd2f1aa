import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { brandingOf } from '../../../core/branding.ts';
import { LinkTokenFields, readLinkToken } from '../../../http/link-token.ts';
import { type AnsweredPage, writePlainPage } from '../../../http/plain-page.ts';
import { answerClick, verifyPage } from '../../../http/verify-email-pages.ts';
import type { GatewayContext } from '../../gateway.ts';
import { success } from '../envelope.ts';

const path = '/blogapi/verify-email';

/**
 * The link that a registration mails (B6). Opened from a mail, so unsigned. A browser that fetches it is asked for a
 * click, whose POST proves the address and is answered with a page; programs prove it at once and get the envelope.
 */
export function registerVerifyEmailRoute(app: FastifyInstance, { core }: GatewayContext): void {
  app.get(path, { config: { handlerReads: { querystring: LinkTokenFields } } }, async (request, reply) => {
    forbidKeeping(reply);
    // Mail scanners look at links with HEAD, too; that must not use them up.
    if (request.method === 'HEAD') return reply.send();
    const token = readToken(request.query);
    if (!wantsPage(request)) return prove(token);
    return sendPage(reply, verifyPage(token));
  });

  app.post(path, { config: { handlerReads: { body: LinkTokenFields } } }, async (request, reply) => {
    forbidKeeping(reply);
    const token = readToken(request.body) || readToken(request.query);
    if (!wantsPage(request)) return prove(token);
    return sendPage(reply, await answerClick(() => prove(token)));
  });

  function sendPage(reply: FastifyReply, page: AnsweredPage): FastifyReply {
    const { html, headers } = writePlainPage(page, brandingOf(core.runtimeSettings.current()));
    return reply.code(page.status).headers(headers).send(html);
  }

  async function prove(token: string) {
    await core.accounts.proveEmailByLink(token);
    return success({ emailVerified: true });
  }
}

function forbidKeeping(reply: FastifyReply): void {
  reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function readToken(fields: unknown): string {
  return readLinkToken((fields as { token?: unknown }).token);
}
