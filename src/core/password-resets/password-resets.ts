import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { type OperatorChange, requireResettable } from '../accounts/protection.ts';
import type { Audit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { LimitRule, Limits } from '../limits/limits.ts';
import type { Actor } from '../operator.ts';
import type { PasswordGuesses } from '../passwords/guesses.ts';
import type { PasswordHasher, PasswordInput } from '../passwords/hasher.ts';
import { requireStrongPassword } from '../passwords/policy.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { consumeReset, existsReset, replaceReset } from './password-resets.store.ts';

/** What a one-time link carries; told here only. `expiresAt` in epoch milliseconds. */
export interface ResetLink {
  token: string;
  expiresAt: number;
}

/** How a link differs from one that an operator hands on. */
export interface ResetLinkOptions {
  lifetimeMs: number;
  /** The account's e-mail that it goes to, where no operator sees it: it ends when the account has another one. */
  mailedTo: string | null;
}

/** One-time links with which people choose a new password. */
export interface PasswordResets {
  /**
   * A link that an operator hands on, good for 24 hours; it ends the account's earlier ones, mailed ones too. It is worth
   * nothing once the account has another role or password, and while it is frozen or rejected. Throws `account.not_found`,
   * `account.protected`, `password.own` (who knows it changes it); `request.version_changed` where a version is named.
   */
  create(accountId: number, change: OperatorChange): Promise<ResetLink>;
  /** The same inside the caller's transaction, which has judged who may; one that is mailed ends mailed ones alone. */
  createIn(tx: Tx, account: Account, by: Actor, options?: ResetLinkOptions): Promise<ResetLink>;
  /**
   * Sets the new password, once for each link: ends every session (R9) and the waits after wrong passwords (R13). Throws
   * `request.invalid_fields` for a weak password (nothing is counted or consumed then), `reset_link.wrong`,
   * `request.too_many`, `password.overloaded`.
   */
  consume(token: string, password: string, caller: Caller): Promise<void>;
}

const tokenLength = 43;
const handedOn: ResetLinkOptions = { lifetimeMs: 24 * 3_600_000, mailedTo: null };
const failuresPerAddress: readonly LimitRule[] = [{ most: 10, windowMs: 10 * 60_000 }];

interface Deps {
  db: Database;
  keyring: Keyring;
  clock: Clock;
  accounts: Accounts;
  guesses: PasswordGuesses;
  hasher: PasswordHasher;
  limits: Limits;
  audit: Audit;
}

/** Links for a new password, kept as keyed hashes. */
export function createPasswordResets(deps: Deps): PasswordResets {
  const { db, keyring, clock, accounts, guesses, hasher, limits, audit } = deps;

  async function createIn(tx: Tx, account: Account, by: Actor, options = handedOn): Promise<ResetLink> {
    const token = randomAlphanumeric(tokenLength);
    const expiresAt = clock.now() + options.lifetimeMs;
    const tokenHash = keyring.hash('password-reset-hash', token);
    await replaceReset(tx, account, { tokenHash, expiresAt, email: options.mailedTo });
    const action = options.mailedTo === null ? 'account.reset-link-created' : 'account.reset-link-mailed';
    await audit.record(tx, { ...by, action, target: `account:${account.id}` });
    return { token, expiresAt };
  }

  async function change(tokenHashes: string[], password: PasswordInput, caller: Caller): Promise<void> {
    // The hash of a new password is dear: none is made for a token that is none.
    if (!(await existsReset(db, tokenHashes, clock.now()))) throw new DomainError('reset_link.wrong');
    const verifier = await hasher.createVerifier(password);
    await transact(db, async (tx) => {
      const id = await consumeReset(tx, tokenHashes, clock.now());
      if (id === undefined) throw new DomainError('reset_link.wrong');
      await accounts.setPassword(tx, id, verifier);
      await guesses.clear(tx, id);
      const target = `account:${id}`;
      await audit.record(tx, { actor: target, address: caller.address, action: 'account.password-chosen', target });
    });
  }

  return {
    create: (accountId, change) =>
      transact(db, async (tx) => {
        const account = await accounts.get(accountId, tx);
        requireResettable(account, change);
        return createIn(tx, account, change.by);
      }),
    createIn,

    async consume(token, value, caller) {
      const password: PasswordInput = { form: 'plain', value };
      await requireStrongPassword('password', password);
      // Counted as a failure beforehand: a burst of guesses cannot outrun the count.
      const hit = await limits.takeForAddress('password-reset', caller, failuresPerAddress, 'request.too_many');
      try {
        await change(keyring.hashes('password-reset-hash', token), password, caller);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'reset_link.wrong')) await hit.giveBack();
        throw error;
      }
      await hit.giveBack();
    },
  };
}
