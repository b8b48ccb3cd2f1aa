import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../core/errors.ts';
import type { GatewayContext } from '../../gateway.ts';
import { success } from '../envelope.ts';
import { findPage, type Page, verifiedPage, writePage } from '../verify-page.ts';

/** The link that a registration mails (B6). Opened from a mail, so unsigned; people get a page, programs the envelope. */
export function registerVerifyEmailRoute(app: FastifyInstance, { core }: GatewayContext): void {
  app.get('/blogapi/verify-email', async (request, reply) => {
    reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
    // Mail scanners look at links with HEAD; that must not use them up.
    if (request.method === 'HEAD') return reply.send();
    const wantsPage = request.headers.accept?.includes('text/html') === true;
    try {
      await core.accounts.proveEmailByLink(readLinkToken(request));
    } catch (error) {
      const page = wantsPage && error instanceof DomainError ? findPage(error.code) : undefined;
      if (!page) throw error;
      return sendPage(reply, page);
    }
    return wantsPage ? sendPage(reply, verifiedPage) : success({ emailVerified: true });
  });
}

function readLinkToken(request: FastifyRequest): string {
  const { token } = request.query as { token?: unknown };
  return typeof token === 'string' ? token : '';
}

function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .code(page.status)
    .header('Content-Type', 'text/html; charset=utf-8')
    .header(
      'Content-Security-Policy',
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    .header('X-Content-Type-Options', 'nosniff')
    .send(writePage(page));
}
