import type { ErrorCode } from '../core/errors.ts';

/** What any request can meet. */
export const anyRequest = [
  'request.malformed',
  'database.unavailable',
  'internal',
] as const satisfies readonly ErrorCode[];

/** What any request with a body can meet. */
export const anyBody = [
  ...anyRequest,
  'request.too_large',
  'request.overloaded',
] as const satisfies readonly ErrorCode[];

/** What a request with declared fields in its body can meet. */
export const anyForm = [...anyBody, 'request.invalid_fields'] as const satisfies readonly ErrorCode[];

/** What whoever must be signed in can be told. */
export const session = [
  'session.missing',
  'session.invalid',
  'session.expired',
  'session.revoked',
] as const satisfies readonly ErrorCode[];

/** What a try to sign in with a password can be told. */
export const passwordSignIn = [
  'password.wrong',
  'password.too_many_tries',
  'password.locked',
  'password.overloaded',
  'request.too_many',
  'account.waiting',
  'account.rejected',
  'account.frozen',
] as const satisfies readonly ErrorCode[];

/** What keeps a code from being sent by SMS (R7). */
export const smsSending = [
  'code.too_many_sends',
  'sms.throttled',
  'sms.out_of_credit',
  'sms.rejected',
  'sms.unavailable',
  'sms.misconfigured',
] as const satisfies readonly ErrorCode[];
