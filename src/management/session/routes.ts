import { Type } from 'typebox';
import type { Account } from '../../core/accounts/account.ts';
import { nameOf } from '../../core/accounts/account-name.ts';
import { parseIdentifier } from '../../core/accounts/identifiers.ts';
import { DomainError } from '../../core/errors.ts';
import { rightsOf } from '../../core/rights.ts';
import type { Session } from '../../core/sessions/sessions.ts';
import { takeCaptchaBudget } from '../../http/address-budget.ts';
import type { ManagementApp, ManagementContext, ManagementRequest } from '../context.ts';
import { forgeryTokenOf } from '../forgery.ts';
import { printTime } from '../schemas.ts';
import { clearSessionCookie, findSessionToken, writeSessionCookie } from '../session-cookie.ts';
import { Captcha, Confirmation, ConsoleSession, PasswordChange, SignIn } from './schemas.ts';

const tags = ['Session'];
const captchaSize = { width: 150, height: 50 };

/** Signing in to the console, and out again. */
export function registerSessionRoutes(app: ManagementApp, context: ManagementContext): void {
  const { captchaDemand, captchas, clock, passwordConfirmation, passwords, runtimeSettings, sessions, signIn } =
    context.core;
  const timeZone = () => runtimeSettings.current()['server.timeZone'];

  /** The session whose cookie this one takes the place of: nobody would sign out of it any more. */
  async function endReplaced({ headers }: ManagementRequest): Promise<void> {
    const token = findSessionToken(headers);
    if (token === undefined) return;
    const before = await sessions.authenticateOpaque('console', token).catch(ignoreRefusal);
    if (before) await sessions.end(before.session.id, 'sign-out');
  }

  app.get(
    '/captcha',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'A captcha, for signing in', response: { 200: Captcha } },
    },
    async (request) => {
      await takeCaptchaBudget(context.core, request.caller);
      const { id, png } = await captchas.createPng('console', captchaSize);
      return { id, image: `data:image/png;base64,${png.toString('base64')}` };
    },
  );

  app.post(
    '/session',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Sign in', body: SignIn, response: { 201: ConsoleSession } },
    },
    async (request, reply) => {
      const { identifier: typed, password, captcha } = request.body;
      const { caller } = request;
      const identifier = parseIdentifier(typed);
      const opened = await captchaDemand.guard({ door: 'console', identifier, typed, caller, captcha }, () =>
        signIn.withPasswordAtConsole({
          identifier,
          password: { form: 'plain', value: password },
          caller,
          unknownAccount: 'hidden',
        }),
      );
      await endReplaced(request);
      const lifetimeSeconds = Math.floor((opened.session.expiresAt - clock.now()) / 1000);
      reply.header('Set-Cookie', writeSessionCookie(opened.token, lifetimeSeconds, isSecure(request, context)));
      return reply.code(201).send(viewSession(opened, timeZone()));
    },
  );

  app.get(
    '/session',
    {
      config: { access: 'session' },
      schema: { tags, summary: 'Who is signed in', response: { 200: ConsoleSession } },
    },
    async (request) => viewSession(sessionOf(request), timeZone()),
  );

  app.delete(
    '/session',
    { config: { access: 'session' }, schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await sessions.end(sessionOf(request).session.id, 'sign-out');
      return reply
        .code(204)
        .header('Set-Cookie', clearSessionCookie(isSecure(request, context)))
        .send(null);
    },
  );

  app.post(
    '/session/confirmation',
    {
      config: { access: 'session' },
      schema: {
        tags,
        summary: 'Give your password again, which some changes need to have happened in the last 5 minutes',
        body: Confirmation,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { account, session } = sessionOf(request);
      await passwordConfirmation.require(account.id, { form: 'plain', value: request.body.password }, request.caller);
      await sessions.confirm(session.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/session/password',
    {
      config: { access: 'session' },
      schema: {
        tags,
        summary: 'Change your own password, which signs you out everywhere',
        body: PasswordChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { account } = sessionOf(request);
      const { currentPassword: current, newPassword: next } = request.body;
      await passwords.changeOwn(account.id, { current, next }, request.caller);
      return reply
        .code(204)
        .header('Set-Cookie', clearSessionCookie(isSecure(request, context)))
        .send(null);
    },
  );
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error;
}

function sessionOf({ principal }: Pick<ManagementRequest, 'principal'>) {
  if (principal.kind !== 'session') throw new Error('only sessions pass');
  return principal;
}

/**
 * A cookie that is marked secure is lost where the page was reached without TLS, on an inner network. Browsers tell where;
 * for others the public address stands in.
 */
function isSecure({ headers, scheme }: ManagementRequest, context: ManagementContext): boolean {
  const [, ofPage] = /^(https?):/.exec(headers.origin ?? '') ?? [];
  if (ofPage !== undefined) return ofPage === 'https';
  return context.publicUrl()?.startsWith('https:') === true || scheme === 'https';
}

function viewSession(
  { account, session, token }: { account: Account; session: Session; token: string },
  timeZone: string,
): ConsoleSession {
  return {
    account: {
      id: account.id,
      name: nameOf(account),
      role: account.role === 'owner' ? 'owner' : 'admin',
      avatar: account.avatar.startsWith('/') ? account.avatar : '',
    },
    rights: [...rightsOf(account.role)],
    csrfToken: forgeryTokenOf(token),
    expiresAt: printTime(session.expiresAt),
    timeZone,
  };
}
