import type { SessionContract } from '../../db/schema.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type Identifier, nameSubject } from '../accounts/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { Captchas, SolvedCaptcha } from '../captcha/captcha.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import { createKeyedSemaphore } from '../semaphore.ts';

/** One try to sign in, as far as captchas care. */
export interface GuardedAttempt {
  door: SessionContract;
  /** What was typed, and what it means; there may be no such account. */
  typed: string;
  identifier: Identifier | undefined;
  caller: Caller;
  /** The captcha that was solved, where one was. */
  captcha: SolvedCaptcha | undefined;
}

/** Decides when a sign-in needs a captcha. */
export interface CaptchaDemand {
  /**
   * Runs `signIn`, but after 3 wrong passwords within 30 minutes, for the account or from the address, only behind a
   * right captcha: the password is not looked at before (blog B4). Throws `captcha.required`, `captcha.wrong`.
   */
  guard<T>(attempt: GuardedAttempt, signIn: () => Promise<T>): Promise<T>;
}

const freeFailures = 3;
const windowMs = 30 * 60_000;
const maxWaitingPerSubject = 256;
// Failures behind a captcha are counted too, or the demand would end 30 minutes after the first three.
const recorded: readonly LimitRule[] = [{ most: 1_000, windowMs }];

interface Deps {
  keyring: Keyring;
  limits: Limits;
  captchas: Captchas;
  accounts: Pick<Accounts, 'findBy'>;
}

/** Asks for captchas where passwords are being guessed. */
export function createCaptchaDemand({ keyring, limits, captchas, accounts }: Deps): CaptchaDemand {
  // One try after another: side by side, all of a burst would see a count that none of them has raised yet. An address
  // may be a whole company's, so there a burst may slip by, up to the failures that sign-in allows it at all (R13).
  const gates = createKeyedSemaphore(1, maxWaitingPerSubject, () => new DomainError('password.overloaded'));

  /** One for each account, by whichever of its identifiers it is called. */
  async function nameSubjectOf({ identifier, typed }: GuardedAttempt): Promise<string> {
    const account = identifier && (await accounts.findBy(identifier));
    return account ? `account:${account.id}` : nameSubject(identifier, typed);
  }

  async function proveCaptcha(keys: string[], { door, captcha }: GuardedAttempt): Promise<void> {
    const failures = await Promise.all(keys.map((key) => limits.count(key, windowMs)));
    if (failures.every((count) => count < freeFailures)) return;
    if (!captcha) throw new DomainError('captcha.required');
    await captchas.consume(door, captcha);
  }

  return {
    async guard(attempt, signIn) {
      const { caller } = attempt;
      const accountKey = `captcha-account:${keyring.hash('device-hash', await nameSubjectOf(attempt))}`;
      const addressKeys = caller.exemptFromAddressLimits ? [] : [`captcha-address:${caller.address}`];
      const keys = [accountKey, ...addressKeys];
      return gates.run(accountKey, async () => {
        await proveCaptcha(keys, attempt);
        try {
          const signedIn = await signIn();
          await limits.forget(accountKey);
          return signedIn;
        } catch (error) {
          if (error instanceof DomainError && error.code === 'password.wrong') {
            for (const key of keys) await limits.take(key, recorded, 'password.too_many_tries');
          }
          throw error;
        }
      });
    },
  };
}
