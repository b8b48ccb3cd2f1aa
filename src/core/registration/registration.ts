import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { handleKeyOf, type Phone } from '../accounts/identifiers.ts';
import type { Avatars, Picture } from '../avatars/avatars.ts';
import type { Caller } from '../caller.ts';
import type { CodeRecipient, Codes } from '../codes/codes.ts';
import type { Counters } from '../counters/counters.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError, mayHaveBeenKept } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { PasswordGuesses } from '../passwords/guesses.ts';
import type { PasswordHasher, PasswordInput } from '../passwords/hasher.ts';
import type { OpaqueTokens, Sessions } from '../sessions/sessions.ts';

/** Makes accounts for who asks for one, each door by its own rules. */
export interface Registration {
  /**
   * Makes an account whose phone or e-mail a code proves, and signs it in (M2). Throws `code.wrong`,
   * `identifier.taken` (only to a caller with the right code), `password.overloaded`.
   */
  withCode(request: {
    recipient: CodeRecipient;
    code: string;
    password: PasswordInput;
    caller: Caller;
  }): Promise<OpaqueTokens>;
  /**
   * Makes an account with a handle and an unproved e-mail, and mails the link that proves it (B6). Throws
   * `identifier.taken`, `request.too_many`, `password.overloaded`.
   */
  withHandle(request: {
    handle: string;
    email: string;
    displayName: string;
    password: PasswordInput;
    caller: Caller;
  }): Promise<Account>;
  /**
   * Makes an account that waits for the staff door's approval, or is let in where none is required (S1, S4); keeps
   * nothing when it fails. Throws `identifier.taken`, `password.overloaded`, `storage.unavailable`.
   */
  forStaff(request: {
    handle: string;
    realName: string;
    phone: Phone;
    email: string;
    position: string;
    avatar: Picture;
    password: PasswordInput;
    approvalRequired: boolean;
    caller: Caller;
  }): Promise<Account>;
}

interface Deps {
  db: Database;
  accounts: Accounts;
  avatars: Avatars;
  sessions: Sessions;
  codes: Codes;
  emailProofs: EmailProofs;
  jobs: Jobs;
  hasher: PasswordHasher;
  guesses: PasswordGuesses;
  counters: Pick<Counters, 'add'>;
}

/** Every way into the directory. */
export function createRegistration(deps: Deps): Registration {
  const { db, accounts, avatars, sessions, codes, emailProofs, jobs, hasher, guesses, counters } = deps;

  async function admit(tx: Tx, account: Account, caller: Caller): Promise<OpaqueTokens> {
    await guesses.rememberDevice(tx, account.id, caller);
    return sessions.openOpaque(tx, account, 'mobile', caller);
  }

  async function isProvedElsewhere(tx: Tx, recipient: CodeRecipient): Promise<boolean> {
    const isPhone = 'phone' in recipient;
    const holder = await accounts.findBy(
      isPhone ? { kind: 'phone', ...recipient } : { kind: 'email', ...recipient },
      tx,
    );
    return holder !== undefined && (isPhone ? holder.phone_verified_at : holder.email_verified_at) !== null;
  }

  /** Judged again inside the transaction; here only so that a taken name does not cost a hash. */
  async function refuseTakenHandle(handle: string): Promise<void> {
    const holder = await accounts.findBy({ kind: 'handle', handleKey: handleKeyOf(handle) });
    if (holder) throw new DomainError('identifier.taken', { identifier: 'handle' });
  }

  return {
    async withCode({ recipient, code, password, caller }) {
      await codes.check(recipient, 'register', code);
      const passwordVerifier = await hasher.createVerifier(password);
      const outcome = await transact(db, async (tx) => {
        if (!(await codes.consume(tx, recipient, 'register', code))) return new DomainError('code.wrong');
        if (await isProvedElsewhere(tx, recipient)) return new DomainError('identifier.taken');
        const proved =
          'phone' in recipient
            ? { phone: { value: recipient.phone, proved: true } }
            : { email: { value: recipient.email, proved: true } };
        return admit(
          tx,
          await accounts.create(tx, { origin: 'mobile', passwordVerifier, ...proved }, from(caller)),
          caller,
        );
      });
      if (!(outcome instanceof DomainError && outcome.code === 'code.wrong')) codes.countConsumed(recipient);
      if (outcome instanceof DomainError) throw outcome;
      counters.add('registrations', 'mobile');
      return outcome;
    },

    async withHandle({ handle, email, displayName, password, caller }) {
      await refuseTakenHandle(handle);
      const passwordVerifier = await hasher.createVerifier(password);
      const account = await transact(db, async (tx) => {
        const fields = { handle, displayName, email: { value: email, proved: false }, passwordVerifier };
        const created = await accounts.create(tx, { origin: 'blog', ...fields }, from(caller));
        await guesses.rememberDevice(tx, created.id, caller);
        await emailProofs.mail(tx, created, email, caller.language);
        return created;
      });
      counters.add('registrations', 'blog');
      await jobs.wake();
      return account;
    },

    async forStaff({ phone, email, password, avatar: picture, approvalRequired, caller, ...profile }) {
      await refuseTakenHandle(profile.handle);
      const passwordVerifier = await hasher.createVerifier(password);
      const avatar = await avatars.keep(picture);
      try {
        const account = await transact(db, async (tx) => {
          const created = await accounts.create(
            tx,
            {
              ...profile,
              origin: 'staff',
              status: approvalRequired ? 'waiting' : 'active',
              staffApproved: !approvalRequired,
              phone: { value: phone, proved: false },
              email: { value: email, proved: false },
              avatar,
              passwordVerifier,
            },
            from(caller),
          );
          await guesses.rememberDevice(tx, created.id, caller);
          return created;
        });
        counters.add('registrations', 'staff');
        return account;
      } catch (error) {
        if (!mayHaveBeenKept(error)) await avatars.remove(avatar);
        throw error;
      }
    },
  };
}

/** Nobody is somebody before the account is there: the log names where they came from. */
function from({ address }: Caller): Actor {
  return { actor: 'system', address };
}
