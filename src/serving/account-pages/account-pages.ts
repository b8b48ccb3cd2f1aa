import type { IncomingMessage, ServerResponse } from 'node:http';
import { brandingOf } from '../../core/branding.ts';
import type { Caller } from '../../core/caller.ts';
import type { Core } from '../../core/core.ts';
import { asDomainError, DomainError } from '../../core/errors.ts';
import type { PathHandler } from '../../edge.ts';
import { readBody } from '../../http/body.ts';
import type { BodyFields } from '../../http/body-policy.ts';
import { readLinkToken } from '../../http/link-token.ts';
import { isOtherSite } from '../../http/other-site.ts';
import { writePlainPage } from '../../http/plain-page.ts';
import { verifyPage } from '../../http/verify-email-pages.ts';
import { answerForgotten, answerReset, answerVerification } from './answers.ts';
import { describeFailure, methodPage, notFoundPage } from './failures.ts';
import { type AccountPage, deadLinkPage, forgottenPage, resetPage, withoutMailPage } from './pages.ts';

/** The parts of the core that the pages call. */
export type PagesCore = Pick<Core, 'accounts' | 'forgottenPasswords' | 'passwordResets' | 'runtimeSettings'>;

interface Deps {
  core: PagesCore;
  readCaller(request: IncomingMessage): Caller;
  /** Whether mails leave this server at all. */
  sendsMail: boolean;
  onFailure(error: unknown): void;
}

/** One page: what is shown, and what its form does. */
interface Page {
  show(token: string): AccountPage;
  submit(fields: BodyFields, caller: Caller): Promise<AccountPage>;
}

const policy = { maxBytes: 16 * 1024, files: {}, refuseRepeatedNames: 'among-fields' } as const;

/** Answers `/account/…`: pages for people who hold a link or need one, without script. */
export function createAccountPages({ core, readCaller, sendsMail, onFailure }: Deps): PathHandler {
  const pages: Readonly<Record<string, Page>> = {
    '/account/forgot-password': {
      show: () => (sendsMail ? forgottenPage() : withoutMailPage),
      submit: async (fields, caller) => (sendsMail ? answerForgotten(core, fields, caller) : withoutMailPage),
    },
    '/account/reset-password': {
      show: (token) => (token === '' ? deadLinkPage : resetPage(token)),
      submit: (fields, caller) => answerReset(core, fields, caller),
    },
    '/account/verify-email': {
      show: verifyPage,
      submit: (fields) => answerVerification(core, fields),
    },
  };

  async function findPage(request: IncomingMessage): Promise<AccountPage> {
    const [path = '', query] = (request.url ?? '').split('?', 2);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return notFoundPage;
    if (request.method === 'GET' || request.method === 'HEAD')
      return page.show(readLinkToken(new URLSearchParams(query).get('token')));
    if (request.method !== 'POST') return methodPage;
    if (isOtherSite(request)) throw new DomainError('request.forged');
    return page.submit(await readBody(request, policy), readCaller(request));
  }

  return async (request, response) => {
    let page: AccountPage;
    try {
      page = await findPage(request);
    } catch (error) {
      const failure = asDomainError(error);
      if (failure.kind === 'internal') onFailure(failure);
      page = describeFailure(failure);
    }
    send(request, response, page);
  };

  function send(request: IncomingMessage, response: ServerResponse, page: AccountPage): void {
    const { html, headers } = writePlainPage(page, brandingOf(core.runtimeSettings.current()));
    response.writeHead(page.status, {
      ...headers,
      ...(page === methodPage && { Allow: 'GET, HEAD, POST' }),
      ...(page.retryAfterSeconds !== undefined && { 'Retry-After': page.retryAfterSeconds }),
      'Content-Length': Buffer.byteLength(html),
    });
    response.end(request.method === 'HEAD' ? undefined : html);
  }
}
