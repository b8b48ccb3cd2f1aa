import { type Database, type Tx, transact } from '../../db/database.ts';
import type { SessionContract } from '../../db/schema.ts';
import { type Account, owesEmailProof } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type Identifier, identifierKey, type Phone } from '../accounts/identifiers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Refusals } from '../audit/refusals.ts';
import type { Caller } from '../caller.ts';
import type { Codes } from '../codes/codes.ts';
import type { Counters } from '../counters/counters.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError } from '../errors.ts';
import type { FormerBackEnds, FormerDoor, JudgeFormer } from '../former-back-ends/former-back-ends.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Hit, LimitRule, Limits } from '../limits/limits.ts';
import type { GuessSubject, PasswordGuesses } from '../passwords/guesses.ts';
import type { PasswordHasher, PasswordInput } from '../passwords/hasher.ts';
import { createKeyedSemaphore } from '../semaphore.ts';
import type { JwtContract, OpaqueContract, OpaqueTokens, Session, Sessions } from '../sessions/sessions.ts';
import type { DeviceNotice } from './device-notice.ts';
import { createRefusalTrace } from './refusal-trace.ts';

/** One try to sign in with a password. */
export interface PasswordSignIn {
  /** Undefined where the text can be no account's identifier. */
  identifier: Identifier | undefined;
  password: PasswordInput;
  caller: Caller;
  /**
   * `told`: an unknown account is `account.unknown`, at once. `hidden`: it is `password.wrong`, after the same work and
   * under the same count, so that nobody learns which accounts exist.
   */
  unknownAccount: 'told' | 'hidden';
  /** Whether an account whose e-mail is not verified stays outside, and is mailed a fresh link (blog B7). */
  verifiedEmailRequired?: boolean;
  /** How the contract's former back end is asked about somebody whom nobody here knows. */
  former?: JudgeFormer | undefined;
}

/** Opens sessions for who proves to be somebody. */
export interface SignIn {
  /**
   * Opens a session behind a JWT. Throws `password.wrong`, `account.unknown`, `password.too_many_tries`,
   * `password.locked`, `password.overloaded`, `request.too_many`, and after a right password `account.waiting`,
   * `.rejected`, `.frozen`, `.email_unverified`.
   */
  withPassword(attempt: PasswordSignIn & { contract: JwtContract }): Promise<{ account: Account; session: Session }>;
  /** The same with opaque tokens (M3). */
  withPasswordOpaque(attempt: PasswordSignIn & { contract: OpaqueContract }): Promise<OpaqueTokens>;
  /**
   * The same at the console, whose cookie carries `token`; a right password of who is neither admin nor owner is
   * `right.missing`.
   */
  withPasswordAtConsole(attempt: PasswordSignIn): Promise<{ account: Account; session: Session; token: string }>;
  /**
   * Signs in at desktop to the account that proved this phone, or makes one; never to an account that only typed it in
   * (R2a). Throws `code.wrong`, `account.waiting`, `.rejected`, `.frozen`.
   */
  withPhoneCode(attempt: {
    phone: Phone;
    code: string;
    caller: Caller;
  }): Promise<{ account: Account; session: Session }>;
}

/** The same with the door it came to. */
type Attempt = PasswordSignIn & { contract: SessionContract };

type FormerAttempt = Pick<Attempt, 'password' | 'unknownAccount'> & { contract: FormerDoor; former: JudgeFormer };

/** Whose password it is, and what it was judged by. */
interface Known {
  account: Account | undefined;
  verifier: string | null | undefined;
}

interface Judging {
  judge(): Promise<boolean>;
  /** To be asked once the password was right. */
  found(): Known;
  /** What a wrong one is told. */
  refusal(): 'password.wrong' | 'account.unknown';
}

interface Deps {
  db: Database;
  accounts: Accounts;
  sessions: Sessions;
  codes: Codes;
  emailProofs: EmailProofs;
  jobs: Jobs;
  hasher: PasswordHasher;
  guesses: PasswordGuesses;
  limits: Limits;
  counters: Pick<Counters, 'add'>;
  audit: Audit;
  refusals: Refusals;
  formerBackEnds: FormerBackEnds;
  tellOfDevice: DeviceNotice;
  /** How many failures of one address are judged, at this moment (R13). */
  failuresPerAddress: () => readonly LimitRule[];
}

// Few enough to leave room in the count above, more than there are cores to hash on.
const judgedAtOncePerAddress = 8;
const maxWaitingPerAddress = 1000;

/** Every way into a session, under the same counts (R13) and the same gates (R1, S4). */
export function createSignIn(deps: Deps): SignIn {
  const triesOfAddress = createKeyedSemaphore(
    judgedAtOncePerAddress,
    maxWaitingPerAddress,
    () => new DomainError('password.overloaded'),
  );
  const { db, accounts, sessions, codes, emailProofs, jobs, hasher, guesses, limits, counters, audit } = deps;
  const { tellOfDevice, formerBackEnds } = deps;
  const traceRefusal = createRefusalTrace(deps);

  /** Tries of one address take turns in small groups, so that many right ones at once are not taken for failures. */
  function provePassword<T>(attempt: Attempt, open: (tx: Tx, account: Account) => Promise<T>): Promise<T> {
    return triesOfAddress.run(attempt.caller.address, () => countAndProve(attempt, open));
  }

  async function countAndProve<T>(attempt: Attempt, open: (tx: Tx, account: Account) => Promise<T>): Promise<T> {
    // Counted as a failure beforehand and given back after a success: a burst cannot outrun the count.
    const hit = await limits.takeForAddress('sign-in', attempt.caller, deps.failuresPerAddress(), 'request.too_many');
    try {
      const account = attempt.identifier && (await accounts.findBy(attempt.identifier));
      const judged = await judgeBy(attempt, account);
      const opened = await guesses.attempt(subjectOf(account, attempt.identifier), attempt.caller, {
        judge: judged.judge,
        succeed: (settle) => openSession(attempt, judged.found(), { hit, settle, open }),
      });
      if (opened === undefined) throw new DomainError(judged.refusal());
      counters.add('sign-ins', attempt.contract);
      return opened.value;
    } catch (error) {
      if (!isFailedGuess(error)) await hit.giveBack();
      throw error;
    }
  }

  /** How the password is judged: by what is stored here or, where nobody here has the name, by the former back end. */
  async function judgeBy(attempt: Attempt, account: Account | undefined): Promise<Judging> {
    const { contract, password, former, unknownAccount } = attempt;
    if (!account && former && formerBackEnds.has(contract)) {
      return judgeAtFormer({ contract, password, former, unknownAccount });
    }
    if (!account && unknownAccount === 'told') throw new DomainError('account.unknown');
    const verifier = await accounts.findVerifier(account, contract);
    return {
      judge: () => hasher.matches(password, verifier),
      found: () => ({ account, verifier }),
      refusal: () => 'password.wrong',
    };
  }

  /** Under the same counts as a guess here: the door must not be a way to guess there. */
  function judgeAtFormer({ contract, password, former, unknownAccount }: FormerAttempt): Judging {
    let found: Known = { account: undefined, verifier: undefined };
    let refusal: 'password.wrong' | 'account.unknown' = 'password.wrong';
    return {
      async judge() {
        try {
          const outcome = await formerBackEnds.take(contract, former, password);
          if (typeof outcome === 'object') found = outcome;
          else if (outcome === 'unknown' && unknownAccount === 'told') refusal = 'account.unknown';
        } catch (error) {
          // Where nobody is told who has an account, nobody is told either whom the former back end would have to know.
          const isHidden = unknownAccount === 'hidden' && error instanceof DomainError;
          if (!isHidden || error.code !== 'former.unavailable') throw error;
        }
        if (found.account) return true;
        if (unknownAccount === 'hidden') await hasher.matches(password, undefined);
        return false;
      },
      found: () => found,
      refusal: () => refusal,
    };
  }

  async function openSession<T>(
    attempt: Attempt,
    { account: known, verifier }: Known,
    steps: { hit: Hit; settle: (tx: Tx) => Promise<void>; open: (tx: Tx, account: Account) => Promise<T> },
  ): Promise<{ value: T }> {
    if (!known || !verifier) throw new Error('a password was right where there is none');
    const fresh = hasher.isStale(verifier) ? await hasher.createVerifier(attempt.password) : undefined;
    const outcome = await transact(db, async (tx) => {
      // Read again: a freeze, a deletion or a new password may have come while the hash was computed.
      const account = await accounts.find(known.id, tx);
      await steps.settle(tx);
      if (!account || (await accounts.findVerifier(account, attempt.contract, tx)) !== verifier) {
        return new DomainError('password.wrong');
      }
      const refusal = refuseEntry(account, attempt.contract) ?? (await refuseUnverifiedEmail(tx, account, attempt));
      if (refusal) return refusal;
      if (fresh) {
        const at = { accountId: account.id, contract: attempt.contract };
        await accounts.replaceVerifier(tx, at, { current: verifier, fresh });
      }
      await steps.hit.giveBack(tx);
      // Only who is let in is remembered: a refused try must not make the device known.
      const isTold = await tellOfDevice(tx, account, attempt.contract, attempt.caller);
      return { value: await steps.open(tx, account), isTold };
    });
    if (outcome instanceof DomainError ? outcome.code === 'account.email_unverified' : outcome.isTold)
      await jobs.wake();
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  /** A fresh link goes with the refusal: who lost the first one, or was too late, would stay outside for ever. */
  async function refuseUnverifiedEmail(
    tx: Tx,
    account: Account,
    attempt: PasswordSignIn,
  ): Promise<DomainError | undefined> {
    if (!attempt.verifiedEmailRequired || !owesEmailProof(account)) return undefined;
    try {
      if (account.email !== null) await emailProofs.mail(tx, account, account.email, attempt.caller.language);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'request.too_many')) throw error;
    }
    return new DomainError('account.email_unverified');
  }

  async function record(tx: Tx, account: Account, contract: SessionContract, caller: Caller): Promise<void> {
    const actor = `account:${account.id}`;
    await audit.record(tx, { actor, action: 'session.opened', target: actor, contract, address: caller.address });
  }

  async function findOrCreateByPhone(
    tx: Tx,
    phone: Phone,
    { address }: Caller,
  ): Promise<{ account: Account; isNew: boolean }> {
    const holder = await accounts.findBy({ kind: 'phone', phone }, tx);
    if (holder && holder.phone_verified_at !== null) return { account: holder, isNew: false };
    const by = { actor: 'system', address };
    const account = await accounts.create(tx, { origin: 'desktop', phone: { value: phone, proved: true } }, by);
    return { account, isNew: true };
  }

  return {
    withPassword: (attempt) =>
      provePassword(attempt, async (tx, account) => {
        await record(tx, account, attempt.contract, attempt.caller);
        return { account, session: await sessions.open(tx, account, attempt.contract, attempt.caller) };
      }),

    withPasswordOpaque: (attempt) =>
      provePassword(attempt, async (tx, account) => {
        await record(tx, account, attempt.contract, attempt.caller);
        return sessions.openOpaque(tx, account, attempt.contract, attempt.caller);
      }),

    withPasswordAtConsole: (attempt) =>
      traceRefusal(attempt, () =>
        provePassword({ ...attempt, contract: 'console' }, async (tx, account) => {
          await record(tx, account, 'console', attempt.caller);
          return { account, ...(await sessions.openConsole(tx, account, attempt.caller)) };
        }),
      ),

    async withPhoneCode({ phone, code, caller }) {
      await codes.check({ phone }, 'sign-in', code);
      const outcome = await transact(db, async (tx) => {
        if (!(await codes.consume(tx, { phone }, 'sign-in', code))) return new DomainError('code.wrong');
        const { account, isNew } = await findOrCreateByPhone(tx, phone, caller);
        const refusal = refuseEntry(account, 'desktop');
        if (refusal) return refusal;
        await guesses.clear(tx, account.id);
        const isTold = await tellOfDevice(tx, account, 'desktop', caller);
        await record(tx, account, 'desktop', caller);
        return { account, isNew, isTold, session: await sessions.open(tx, account, 'desktop', caller) };
      });
      if (!(outcome instanceof DomainError && outcome.code === 'code.wrong')) codes.countConsumed({ phone });
      if (outcome instanceof DomainError) throw outcome;
      if (outcome.isTold) await jobs.wake();
      if (outcome.isNew) counters.add('registrations', 'desktop');
      counters.add('sign-ins', 'desktop');
      return { account: outcome.account, session: outcome.session };
    },
  };
}

/** What keeps an account out although its password or code was right; undefined where nothing does. */
function refuseEntry(account: Account, contract: SessionContract): DomainError | undefined {
  if (account.status !== 'active') return new DomainError(`account.${account.status}`);
  if (contract === 'staff' && account.staff_approved_at === null) return new DomainError('account.waiting');
  if (contract === 'console' && account.role === 'user') return new DomainError('right.missing');
  return undefined;
}

function subjectOf(account: Account | undefined, identifier: Identifier | undefined): GuessSubject {
  if (account) return { accountId: account.id };
  return { unknownIdentifier: identifier ? `${identifier.kind}:${identifierKey(identifier)}` : '' };
}

function isFailedGuess(error: unknown): boolean {
  return error instanceof DomainError && (error.code === 'password.wrong' || error.code === 'account.unknown');
}
