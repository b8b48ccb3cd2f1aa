import { createAccountSessions } from '../core/accounts/account-sessions.ts';
import { createAccounts } from '../core/accounts/accounts.ts';
import { createAccountAdministration } from '../core/accounts/administration.ts';
import { createAccountChanging } from '../core/accounts/changing.ts';
import { createDirectory } from '../core/accounts/directory.ts';
import { createRefusals } from '../core/audit/refusals.ts';
import { createAvatars } from '../core/avatars/avatars.ts';
import { createCaptchas } from '../core/captcha/captcha.ts';
import { createCodeGuard, readGuardRules } from '../core/code-guard/code-guard.ts';
import { createCodes } from '../core/codes/codes.ts';
import { createEmailProofs } from '../core/email-proofs/email-proofs.ts';
import { createForgottenPasswords } from '../core/forgotten-passwords/forgotten-passwords.ts';
import { createFormerBackEnds } from '../core/former-back-ends/former-back-ends.ts';
import type { Jobs } from '../core/jobs/jobs.ts';
import type { Limits } from '../core/limits/limits.ts';
import type { Mails } from '../core/mails/mails.ts';
import { createPasswordResets } from '../core/password-resets/password-resets.ts';
import { createPasswordConfirmation } from '../core/passwords/confirmation.ts';
import { createPasswordGuesses } from '../core/passwords/guesses.ts';
import { createPasswordHasher } from '../core/passwords/hasher.ts';
import { createPasswords } from '../core/passwords/passwords.ts';
import { createRegistration } from '../core/registration/registration.ts';
import type { RuntimeSettings } from '../core/runtime-settings/runtime-settings.ts';
import { createSessions } from '../core/sessions/sessions.ts';
import { createCaptchaDemand } from '../core/sign-in/captcha-demand.ts';
import { createDeviceNotice } from '../core/sign-in/device-notice.ts';
import { createSignIn } from '../core/sign-in/sign-in.ts';
import type { Emit } from '../core/webhooks/emitting.ts';
import { localUrl } from '../start/local-url.ts';
import type { Foundation } from './foundation.ts';
import type { Outside } from './outside.ts';

const minuteMs = 60_000;

/** Accounts with their sessions and passwords, and every way in. */
export function wireAccounts(
  base: Foundation & { limits: Limits; jobs: Jobs; mails: Mails; emit: Emit },
  outside: Outside,
) {
  const { db, keyring, files, logger, runtimeSettings, metrics, workers } = base;
  const hasher = createPasswordHasher(keyring, { watch: metrics.hashes, workers });
  const guesses = createPasswordGuesses(base);
  const emailProofs = createEmailProofs({ ...base, linkOf: (token) => proofLink(runtimeSettings, token) });
  const sessions = createSessions({ ...base, watch: metrics.sessions });
  const changing = createAccountChanging({ ...base, sessions, emailProofs });
  const accounts = createAccounts({ ...base, changing, emailProofs });
  const avatars = createAvatars({ files });
  const refusals = createRefusals({ ...base, onRefused: (refused) => logger.warn(refused, 'a password was refused') });
  const passwordConfirmation = createPasswordConfirmation({ db, accounts, guesses, hasher, refusals });
  const passwordResets = createPasswordResets({ ...base, accounts, guesses, hasher });
  const forgottenPasswords = createForgottenPasswords({
    ...base,
    accounts,
    passwordResets,
    linkOf: (token) => publicLink(runtimeSettings, `/account/reset-password?token=${token}`),
  });
  const tellOfDevice = createDeviceNotice({
    ...base,
    guesses,
    isOn: () => runtimeSettings.current()['security.newSignInMail'],
    forgottenLink: () => publicLink(runtimeSettings, '/account/forgot-password'),
  });
  const captchas = createCaptchas({ ...base, observe: outside.observeCaptcha });
  const { sms } = outside;
  const codeGuard = createCodeGuard({
    ...base,
    rules: () => readGuardRules(runtimeSettings.current()),
    isProved: (phone) => accounts.isPhoneProved(phone),
  });
  const codes = createCodes({ ...base, sms, guard: codeGuard, watch: metrics.codes });
  const formerBackEnds = createFormerBackEnds({
    ...base,
    accounts,
    hasher,
    access: outside.formers,
    onConflict: (contract, formerId, reason) =>
      logger.warn(
        { contract, formerId, reason },
        'an account of the former back end has to be decided about by a human',
      ),
  });
  const entrance = {
    ...base,
    accounts,
    avatars,
    sessions,
    codes,
    emailProofs,
    hasher,
    guesses,
    refusals,
    formerBackEnds,
  };
  const failuresPerAddress = () => passwordBudget(runtimeSettings);
  return {
    accountAdministration: createAccountAdministration({ ...base, changing, hasher, passwordResets, emailProofs }),
    accountSessions: createAccountSessions({ ...base, sessions }),
    accounts,
    avatars,
    captchaDemand: createCaptchaDemand({ ...base, captchas, accounts }),
    captchas,
    codeGuard,
    codes,
    directory: createDirectory(base),
    forgottenPasswords,
    hasher,
    passwordConfirmation,
    passwordResets,
    passwords: createPasswords({ ...base, accounts, guesses, hasher, confirmation: passwordConfirmation }),
    registration: createRegistration(entrance),
    sessions,
    signIn: metrics.watchSignIn(createSignIn({ ...entrance, failuresPerAddress, tellOfDevice })),
  };
}

/** Where the link of a mail leads. */
function publicLink(settings: RuntimeSettings, path: string): string {
  const { 'server.publicUrl': publicUrl, 'server.host': host, 'server.port': port } = settings.current();
  return `${publicUrl ?? localUrl(host, port)}${path}`;
}

/** The blog's contract has a page for it (B6); where that door is closed, the server's own stands in. */
function proofLink(settings: RuntimeSettings, token: string): string {
  const path = settings.current()['blog.enabled'] ? '/blogapi/verify-email' : '/account/verify-email';
  return publicLink(settings, `${path}?token=${token}`);
}

function passwordBudget(settings: RuntimeSettings) {
  return [{ most: settings.current()['limits.passwordFailuresPerAddress'], windowMs: 10 * minuteMs }];
}
