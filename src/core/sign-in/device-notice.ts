import type { Tx } from '../../db/database.ts';
import type { SessionContract } from '../../db/schema.ts';
import type { Account } from '../accounts/account.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { PasswordGuesses } from '../passwords/guesses.ts';
import type { Clock } from '../ports.ts';

/**
 * Remembers where the account signs in from, in the transaction that lets it in, and tells its owner by mail when that is
 * a device (address and program) it does not know: at the proved e-mail, and only where it has signed in before. Answers
 * whether a mail waits; call `jobs.wake` then.
 */
export type DeviceNotice = (tx: Tx, account: Account, contract: SessionContract, caller: Caller) => Promise<boolean>;

// Whoever signs in from everywhere reads a few, and whoever knows the password cannot fill the mailbox with them.
const perAccount: readonly LimitRule[] = [{ most: 5, windowMs: 24 * 3_600_000 }];

interface Deps {
  guesses: PasswordGuesses;
  limits: Limits;
  jobs: Jobs;
  clock: Clock;
  /** Asked at each sign-in. */
  isOn(): boolean;
  /** The page for a forgotten password. */
  forgottenLink(): string;
}

/** Mails about sign-ins from new devices. */
export function createDeviceNotice({ guesses, limits, jobs, clock, isOn, forgottenLink }: Deps): DeviceNotice {
  async function hasRoom(tx: Tx, accountId: number): Promise<boolean> {
    try {
      await limits.take(`new-sign-in-mail:${accountId}`, perAccount, 'request.too_many', tx);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'request.too_many') return false;
      throw error;
    }
  }

  return async (tx, account, contract, caller) => {
    const isNew = await guesses.rememberDevice(tx, account.id, caller);
    const { id, handle, email } = account;
    if (!isNew || !isOn() || email === null || account.email_verified_at === null) return false;
    if (!(await hasRoom(tx, id))) return false;
    const { address, userAgent, language } = caller;
    await jobs.enqueue(tx, 'email', {
      purpose: 'new-sign-in',
      to: email,
      language,
      handle,
      at: clock.now(),
      address,
      userAgent,
      contract,
      link: forgottenLink(),
    });
    return true;
  };
}
