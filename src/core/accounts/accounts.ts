import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { AccountRole, AccountStatus } from '../../db/schema.ts';
import type { Audit } from '../audit/audit.ts';
import { findStoredName } from '../avatars/avatars.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Account } from './account.ts';
import {
  type AccountChanges,
  countAccounts,
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
import type { Identifier } from './identifiers.ts';
import { type NewAccount, toNewRow } from './new-account.ts';
import { type ProfileChanges, toChangedColumns } from './profile-changes.ts';
import { claimIdentifiers, proveByAudit, proveEmail, refuseTaken } from './proving.ts';

export type { Account, AccountRole, AccountStatus } from './account.ts';
export type { NewAccount } from './new-account.ts';
export type { ProfileChanges } from './profile-changes.ts';

/** Reads and changes accounts; every change is in the audit log. */
export interface Accounts {
  /** Whatever its status. */
  find(id: number, at?: Db): Promise<Account | undefined>;
  /** Throws `account.not_found`. */
  get(id: number, at?: Db): Promise<Account>;
  /** The account that holds the identifier, proved or not. */
  findBy(identifier: Identifier, at?: Db): Promise<Account | undefined>;
  /** The owner who was there first, whatever the account's status. */
  findFirstOwner(at?: Db): Promise<Account | undefined>;
  /** Newest first. */
  list(page: Page): Promise<Listed<Account>>;
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
   * the phone and the e-mail that it has or waits for (R2a). Throws `account.not_found`, `account.frozen`, `identifier.taken`.
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
    list: (page) =>
      listPage(
        page,
        () => countAccounts(db),
        () => listAccounts(db, page),
      ),

    async create(tx, account) {
      await claimIdentifiers(tx, account);
      const created = await insertAccount(tx, toNewRow(account, clock.now()));
      if (!created) throw new DomainError('identifier.taken');
      await audit.record(tx, { action: 'account.created', target: `account:${created.id}`, contract: account.origin });
      return created;
    },

    async changeProfile(id, changes, actor) {
      const changed = await transact(db, async (tx) => {
        const account = await get(id, tx);
        await refuseTaken(tx, changes, id);
        const after = await change(tx, id, toChangedColumns(account, changes));
        if (changes.email !== undefined && changes.email !== account.email) {
          await emailProofs.mail(tx, after, changes.email);
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
