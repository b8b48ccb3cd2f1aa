import type { Insertable } from 'kysely';
import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { AccountOrigin, AccountRole, AccountStatus, AccountsTable } from '../../db/schema.ts';
import type { Audit } from '../audit/audit.ts';
import { findStoredName } from '../avatars/avatars.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Account } from './account.ts';
import {
  type AccountChanges,
  deleteAccountUnlessLastOwner,
  findAccount,
  findAccountBy,
  findFirstOwner,
  insertAccount,
  listAccounts,
  replaceVerifier,
  updateAccount,
  updateAccountUnlessLastOwner,
} from './accounts.store.ts';
import { handleKeyOf, type Identifier, type Phone } from './identifiers.ts';
import { emailChanges, phoneChanges, proveByAudit, proveEmail, refuseTaken, yieldToNew } from './proving.ts';

export type { Account, AccountRole, AccountStatus } from './account.ts';

/** What a new account starts with; what is absent is empty. */
export interface NewAccount {
  origin: AccountOrigin;
  status?: AccountStatus;
  role?: AccountRole;
  staffApproved?: boolean;
  handle?: string;
  phone?: { value: Phone; proved: boolean };
  email?: { value: string; proved: boolean };
  passwordVerifier?: string;
  displayName?: string;
  realName?: string;
  avatar?: string;
  position?: string;
}

/** What a person may change of the own profile; what is absent stays. */
export interface ProfileChanges {
  displayName?: string;
  avatar?: string;
  gender?: number;
  birthday?: string;
  address?: string;
  handle?: string;
  realName?: string;
  position?: string;
  /** A new phone or e-mail is unproved; over a proved one it waits for its own proof (R2a). */
  phone?: Phone;
  email?: string;
}

export interface Accounts {
  find(id: number, at?: Db): Promise<Account | undefined>;
  /** Throws `account.not_found`. */
  get(id: number, at?: Db): Promise<Account>;
  findBy(identifier: Identifier, at?: Db): Promise<Account | undefined>;
  /** The owner who was there first, whatever the account's status. */
  findFirstOwner(at?: Db): Promise<Account | undefined>;
  /** Newest first; `page` counts from 1. */
  list(page: number, pageSize: number): Promise<{ total: number; accounts: Account[] }>;
  /**
   * Makes an account. A proved identifier is taken from an account that holds it unproved; throws `identifier.taken`
   * (with `identifier`) where another account keeps one.
   */
  create(tx: Tx, account: NewAccount): Promise<Account>;
  /** A new e-mail is mailed a link that proves it. Throws `identifier.taken`, `account.not_found`. */
  changeProfile(id: number, changes: ProfileChanges, actor: string): Promise<Account>;
  /** Proves the e-mail that a mailed link was sent to. Throws `email_proof.wrong`, `identifier.taken`. */
  proveEmailByLink(token: string): Promise<Account>;
  /**
   * The staff door's approval (S4): lets the account in there, ends the waiting of an account made there, and proves
   * what that door took in. Throws `account.not_found`, `account.frozen`.
   */
  approveForStaff(id: number, actor: string): Promise<Account>;
  /**
   * Freezes, rejects or thaws; anything but `active` ends every session at once. Throws `account.not_found`,
   * `account.last_owner`.
   */
  setStatus(id: number, status: AccountStatus, actor: string): Promise<Account>;
  /** Throws `account.not_found`, `account.last_owner`. */
  setRole(id: number, role: AccountRole, actor: string): Promise<Account>;
  /** Ends every session (R9). */
  setPassword(tx: Tx, id: number, verifier: string): Promise<void>;
  /** The same password under newer parameters: no session ends. Does nothing where the verifier is another by now. */
  replaceVerifier(tx: Tx, id: number, current: string, fresh: string): Promise<void>;
  /** Frees the identifiers, ends every session and removes the stored avatar. Throws `account.not_found`, `account.last_owner`. */
  remove(id: number, actor: string): Promise<void>;
}

interface Deps {
  db: Database;
  clock: Clock;
  sessions: Sessions;
  emailProofs: EmailProofs;
  jobs: Jobs;
  audit: Audit;
}

/** The one directory of people (R1, R2). */
export function createAccounts({ db, clock, sessions, emailProofs, jobs, audit }: Deps): Accounts {
  async function get(id: number, at: Db = db): Promise<Account> {
    const account = await findAccount(at, id);
    if (!account) throw new DomainError('account.not_found');
    return account;
  }

  async function change(tx: Tx, id: number, changes: AccountChanges): Promise<Account> {
    const account = await updateAccount(tx, id, { ...changes, updated_at: clock.now() });
    if (!account) throw new DomainError('account.not_found');
    return account;
  }

  /** Throws `account.last_owner` where none would be left who can act as one. */
  async function changeUnlessLastOwner(tx: Tx, id: number, changes: AccountChanges): Promise<Account> {
    await get(id, tx);
    const account = await updateAccountUnlessLastOwner(tx, id, { ...changes, updated_at: clock.now() });
    if (!account) throw new DomainError('account.last_owner');
    return account;
  }

  return {
    find: (id, at = db) => findAccount(at, id),
    get,
    findBy: (identifier, at = db) => findAccountBy(at, identifier),
    findFirstOwner: (at = db) => findFirstOwner(at),
    list: (page, pageSize) => listAccounts(db, { offset: (page - 1) * pageSize, limit: pageSize }),

    async create(tx, account) {
      await yieldToNew(tx, account);
      const created = await insertAccount(tx, toRow(account, clock.now()));
      if (!created) throw new DomainError('identifier.taken');
      await audit.record(tx, { action: 'account.created', target: `account:${created.id}`, contract: account.origin });
      return created;
    },

    async changeProfile(id, changes, actor) {
      const changed = await transact(db, async (tx) => {
        const account = await get(id, tx);
        await refuseTaken(tx, changes, id);
        const after = await change(tx, id, toChanges(account, changes));
        if (changes.email !== undefined && changes.email !== account.email) {
          await emailProofs.mail(tx, id, changes.email);
        }
        await audit.record(tx, { actor, action: 'account.changed', target: `account:${id}` });
        return after;
      });
      await jobs.wake();
      return changed;
    },

    async proveEmailByLink(token) {
      const proved = await transact(db, async (tx) => {
        const proof = await emailProofs.consume(tx, token);
        if (!proof) return undefined;
        const account = await get(proof.accountId, tx);
        return (await proveEmail(tx, account, proof.email, clock.now())) ? get(account.id, tx) : undefined;
      });
      if (!proved) throw new DomainError('email_proof.wrong');
      return proved;
    },

    approveForStaff: (id, actor) =>
      transact(db, async (tx) => {
        const account = await get(id, tx);
        if (account.status === 'frozen') throw new DomainError('account.frozen');
        await proveByAudit(tx, account, clock.now());
        const approvedAt = account.staff_approved_at ?? clock.now();
        const approved = await change(tx, id, { status: 'active', staff_approved_at: approvedAt });
        await audit.record(tx, { actor, action: 'account.approved', target: `account:${id}`, contract: 'staff' });
        return approved;
      }),

    setStatus: (id, status, actor) =>
      transact(db, async (tx) => {
        const account = await (status === 'active' ? change : changeUnlessLastOwner)(tx, id, { status });
        if (status !== 'active') await sessions.endAll(tx, id, status);
        await audit.record(tx, { actor, action: `account.${status}`, target: `account:${id}` });
        return account;
      }),

    setRole: (id, role, actor) =>
      transact(db, async (tx) => {
        const account = await (role === 'owner' ? change : changeUnlessLastOwner)(tx, id, { role });
        await audit.record(tx, { actor, action: 'account.role', target: `account:${id}`, details: { role } });
        return account;
      }),

    async setPassword(tx, id, verifier) {
      await change(tx, id, { password_verifier: verifier, password_changed_at: clock.now() });
      await sessions.endAll(tx, id, 'password');
    },

    replaceVerifier: (tx, id, current, fresh) => replaceVerifier(tx, id, current, fresh),

    async remove(id, actor) {
      await transact(db, async (tx) => {
        const avatar = findStoredName((await get(id, tx)).avatar);
        if (!(await deleteAccountUnlessLastOwner(tx, id))) throw new DomainError('account.last_owner');
        if (avatar !== undefined) await jobs.enqueue(tx, 'remove-file', { name: avatar });
        await audit.record(tx, { actor, action: 'account.deleted', target: `account:${id}` });
      });
      await jobs.wake();
    },
  };
}

function toRow(account: NewAccount, now: number): Insertable<AccountsTable> {
  return {
    created_at: now,
    updated_at: now,
    origin: account.origin,
    status: account.status ?? 'active',
    role: account.role ?? 'user',
    staff_approved_at: account.staffApproved ? now : null,
    handle: account.handle ?? null,
    handle_key: account.handle === undefined ? null : handleKeyOf(account.handle),
    phone: account.phone?.value.e164 ?? null,
    phone_area: account.phone?.value.area ?? null,
    phone_verified_at: account.phone?.proved ? now : null,
    pending_phone: null,
    email: account.email?.value ?? null,
    email_verified_at: account.email?.proved ? now : null,
    pending_email: null,
    password_verifier: account.passwordVerifier ?? null,
    password_changed_at: account.passwordVerifier ? now : null,
    openid: randomAlphanumeric(40),
    display_name: account.displayName ?? '',
    real_name: account.realName ?? '',
    avatar: account.avatar ?? '',
    birthday: '',
    address: '',
    position: account.position ?? '',
    signature: '',
    brief: null,
  };
}

function toChanges(account: Account, changes: ProfileChanges): AccountChanges {
  return {
    ...(changes.displayName !== undefined && { display_name: changes.displayName }),
    ...(changes.avatar !== undefined && { avatar: changes.avatar }),
    ...(changes.gender !== undefined && { gender: changes.gender }),
    ...(changes.birthday !== undefined && { birthday: changes.birthday }),
    ...(changes.address !== undefined && { address: changes.address }),
    ...(changes.realName !== undefined && { real_name: changes.realName }),
    ...(changes.position !== undefined && { position: changes.position }),
    ...(changes.handle !== undefined && { handle: changes.handle, handle_key: handleKeyOf(changes.handle) }),
    ...(changes.phone && phoneChanges(account, changes.phone)),
    ...(changes.email !== undefined && emailChanges(account, changes.email)),
  };
}
