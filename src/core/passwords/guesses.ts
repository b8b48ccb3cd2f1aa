import type { Database, Tx } from '../../db/database.ts';
import type { Caller } from '../caller.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Clock } from '../ports.ts';
import { createKeyedSemaphore } from '../semaphore.ts';
import {
  countGuess,
  deleteGuesses,
  findGuesses,
  hasKnownDevice,
  isKnownDevice,
  lockAfter,
  uncountGuess,
  upsertKnownDevice,
} from './guesses.store.ts';

export { lockAfter } from './guesses.store.ts';

/** Whose password is being tried: an account, or an identifier that no account has. */
export type GuessSubject = { accountId: number } | { unknownIdentifier: string };

/** One try, in two steps. */
export interface Guess<T> {
  /** Answers whether the password is right. */
  judge(): Promise<boolean>;
  /** Runs after a right password; calls `settle`, which ends the waits, in the transaction that takes it. */
  succeed(settle: (tx: Tx) => Promise<void>): Promise<T>;
}

/** Counts wrong passwords and makes guessing slow (R13). */
export interface PasswordGuesses {
  /**
   * Counts the try, then judges it (R13); answers undefined for a wrong password. Throws `password.too_many_tries`
   * (with `retryAfterSeconds`) or `password.locked` without judging.
   */
  attempt<T>(subject: GuessSubject, caller: Caller, guess: Guess<T>): Promise<T | undefined>;
  /** Forgets all wrong tries of an account: after a code, a reset, or by an operator. */
  clear(tx: Tx, accountId: number): Promise<void>;
  /** Notes that the caller's device signed in; answers whether it is new to an account that others signed in to before. */
  rememberDevice(tx: Tx, accountId: number, caller: Caller): Promise<boolean>;
}

/** Whether it was refused because of the password, the one given now or those before; a full queue is no such reason. */
export function isPasswordRefusal(error: unknown): error is DomainError {
  const codes: readonly ErrorCode[] = ['password.wrong', 'password.too_many_tries', 'password.locked'];
  return error instanceof DomainError && codes.includes(error.code);
}

// Right passwords sent side by side would count up to the limit before the first is judged; so few are judged at once.
const judgedAtOnce = 4;
const maxWaitingPerSubject = 256;
/** No account has it. */
const nobodysId = 0;

/** Guards passwords against guessing, per account over all doors together. */
export function createPasswordGuesses(deps: { db: Database; keyring: Keyring; clock: Clock }): PasswordGuesses {
  const { db, keyring, clock } = deps;
  const gates = createKeyedSemaphore(judgedAtOnce, maxWaitingPerSubject, () => new DomainError('password.overloaded'));

  const deviceOf = (caller: Caller): string =>
    keyring.hash('device-hash', `${caller.address}\n${caller.userAgent}`).slice(0, 22);
  const keyOf = (subject: GuessSubject): string =>
    'accountId' in subject
      ? `account:${subject.accountId}`
      : `unknown:${keyring.hash('device-hash', subject.unknownIdentifier).slice(0, 22)}`;

  async function bucketOf(subject: GuessSubject, caller: Caller): Promise<string> {
    const device = deviceOf(caller);
    // Asked of nobody, too: on a database that is far away, one question less would tell that an account is not there.
    const accountId = 'accountId' in subject ? subject.accountId : nobodysId;
    return (await isKnownDevice(db, accountId, device)) ? device : '';
  }

  async function refusal(key: string, bucket: string, now: number): Promise<DomainError> {
    const guesses = await findGuesses(db, key, bucket);
    if (guesses && guesses.failures >= lockAfter) return new DomainError('password.locked');
    const waitMs = Math.max(0, (guesses?.not_before ?? now) - now);
    return new DomainError('password.too_many_tries', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  return {
    async attempt(subject, caller, guess) {
      const key = keyOf(subject);
      const bucket = await bucketOf(subject, caller);
      return gates.run(`${key} ${bucket}`, async () => {
        const now = clock.now();
        const notBefore = await countGuess(db, key, bucket, now);
        if (notBefore === undefined) throw await refusal(key, bucket, now);
        let right: boolean;
        try {
          right = await guess.judge();
        } catch (error) {
          await uncountGuess(db, key, bucket, notBefore);
          throw error;
        }
        if (!right) return undefined;
        return guess.succeed((tx) => deleteGuesses(tx, key, bucket));
      });
    },
    clear: (tx, accountId) => deleteGuesses(tx, keyOf({ accountId })),
    async rememberDevice(tx, accountId, caller) {
      const device = deviceOf(caller);
      const isNew = !(await isKnownDevice(tx, accountId, device)) && (await hasKnownDevice(tx, accountId));
      await upsertKnownDevice(tx, accountId, device, clock.now());
      return isNew;
    },
  };
}
