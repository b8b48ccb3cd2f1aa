import { parseEmail } from '../../core/accounts/identifiers.ts';
import type { Caller } from '../../core/caller.ts';
import type { Core } from '../../core/core.ts';
import { DomainError } from '../../core/errors.ts';
import type { BodyFields } from '../../http/body-policy.ts';
import { readLinkToken } from '../../http/link-token.ts';
import type { Both } from '../../http/plain-page.ts';
import { answerClick } from '../../http/verify-email-pages.ts';
import {
  type AccountPage,
  askedPage,
  chosenPage,
  deadLinkPage,
  forgottenPage,
  longestPassword,
  resetPage,
} from './pages.ts';

const noEmail: Both = {
  zh: '请输入邮箱，例如 name@example.com。',
  en: 'Enter an e-mail address such as name@example.com.',
};
const differing: Both = { zh: '两次输入的密码不一致。', en: 'The two passwords differ.' };
const weak: Both = {
  zh: '密码至少 8 位，且不能是常见密码。',
  en: 'A password has at least 8 characters and is not a common one.',
};
const tooLong: Both = {
  zh: `密码最多 ${longestPassword} 位。`,
  en: `A password has at most ${longestPassword} characters.`,
};

/** What is answered to who forgot the password: the same for every e-mail. */
export async function answerForgotten(
  { forgottenPasswords }: Pick<Core, 'forgottenPasswords'>,
  fields: BodyFields,
  caller: Caller,
): Promise<AccountPage> {
  const typed = textOf(fields, 'email');
  const email = parseEmail(typed);
  if (email === undefined) return forgottenPage({ typed: typed.slice(0, 254), words: noEmail });
  await forgottenPasswords.ask(email, caller);
  return askedPage;
}

/** Sets the new password, once for each link; what is wrong with it consumes nothing. */
export async function answerReset(
  { passwordResets }: Pick<Core, 'passwordResets'>,
  fields: BodyFields,
  caller: Caller,
): Promise<AccountPage> {
  const token = readLinkToken(fields.token);
  if (token === '') return deadLinkPage;
  // As it was typed: a blank at the end is part of it.
  const password = textOf(fields, 'password');
  if (password !== textOf(fields, 'again')) return resetPage(token, differing);
  if ([...password].length > longestPassword) return resetPage(token, tooLong);
  try {
    await passwordResets.consume(token, password, caller);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'request.invalid_fields') return resetPage(token, weak);
    throw error;
  }
  return chosenPage;
}

/** Proves the e-mail, once for each link. */
export async function answerVerification(
  { accounts }: Pick<Core, 'accounts'>,
  fields: BodyFields,
): Promise<AccountPage> {
  return answerClick(() => accounts.proveEmailByLink(textOf(fields, 'token')));
}

function textOf(fields: BodyFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
