import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { type OperatorChange, requireResettable } from '../accounts/protection.ts';
import type { Caller, Language } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { JobEnd } from '../jobs/job-kinds.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import type { PasswordResets, ResetLink } from '../password-resets/password-resets.ts';
import type { ForgottenPassword } from './forgotten-password.ts';

/** Links for a new password by e-mail. */
export interface ForgottenPasswords {
  /**
   * Takes the wish down, alike for every e-mail (R2a): neither what is answered nor how long it takes tells whether an
   * account has it, since that is looked up by a job. Throws `request.too_many`, for the caller's address alone.
   */
  ask(email: string, caller: Caller): Promise<void>;
  /**
   * Mails a link, good for an hour, where the e-mail is the proved one of an active account and was not asked for too
   * often: what the job does.
   */
  answer(wish: ForgottenPassword): Promise<JobEnd<ForgottenPassword>>;
  /**
   * Mails one on an operator's word. Throws what `passwordResets.create` does, `account.wrong_status` where no link would
   * work, `account.email_unverified` where no e-mail is proved, `request.too_many`. Answers until when it is good.
   */
  mailFor(accountId: number, change: OperatorChange): Promise<Pick<ResetLink, 'expiresAt'>>;
}

const hours = 1;
const lifetimeMs = hours * 3_600_000;
const perAddress: readonly LimitRule[] = [
  { most: 10, windowMs: 3_600_000 },
  { most: 30, windowMs: 24 * 3_600_000 },
];
const perRecipient: readonly LimitRule[] = [
  { most: 1, windowMs: 60_000 },
  { most: 3, windowMs: 3_600_000 },
  { most: 6, windowMs: 24 * 3_600_000 },
];

interface Deps {
  db: Database;
  keyring: Keyring;
  accounts: Accounts;
  passwordResets: PasswordResets;
  jobs: Jobs;
  limits: Limits;
  /** Where the mailed link leads. */
  linkOf(token: string): string;
}

/** For who cannot sign in and can read the mail of the account. */
export function createForgottenPasswords(deps: Deps): ForgottenPasswords {
  const { db, keyring, accounts, passwordResets, jobs, limits, linkOf } = deps;

  const takeRecipient = (tx: Tx, email: string): Promise<unknown> =>
    limits.take(`password-forgotten:${keyring.hash('email-proof-hash', email)}`, perRecipient, 'request.too_many', tx);

  async function mailLink(tx: Tx, account: Account, email: string, by: Actor, language?: Language) {
    await takeRecipient(tx, email);
    const { token, expiresAt } = await passwordResets.createIn(tx, account, by, { lifetimeMs, mailedTo: email });
    const link = linkOf(token);
    await jobs.enqueue(tx, 'email', {
      purpose: 'reset-password',
      to: email,
      language,
      handle: account.handle,
      link,
      hours,
    });
    return { expiresAt };
  }

  return {
    async ask(email, caller) {
      await limits.takeForAddress('password-forgotten', caller, perAddress, 'request.too_many');
      const { address, language } = caller;
      await transact(db, (tx) => jobs.enqueue(tx, 'forgotten-password', { email, address, language }));
    },

    answer: async ({ email, address, language }) => ({
      settle: async (tx) => {
        const account = await accounts.findBy({ kind: 'email', email }, tx);
        if (account?.status !== 'active' || account.email_verified_at === null) return;
        try {
          await mailLink(tx, account, email, { actor: 'system', address }, language);
        } catch (error) {
          if (!(error instanceof DomainError && error.code === 'request.too_many')) throw error;
        }
      },
    }),

    async mailFor(accountId, change) {
      const mailed = await transact(db, async (tx) => {
        const account = await accounts.get(accountId, tx);
        requireResettable(account, change);
        if (account.status === 'frozen' || account.status === 'rejected') throw new DomainError('account.wrong_status');
        if (account.email === null || account.email_verified_at === null) {
          throw new DomainError('account.email_unverified');
        }
        return mailLink(tx, account, account.email, change.by);
      });
      await jobs.wake();
      return mailed;
    },
  };
}
