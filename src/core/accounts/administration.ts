import { type Database, type Tx, transact } from '../../db/database.ts';
import type { AccountRole } from '../../db/schema.ts';
import { findStoredName } from '../avatars/avatars.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Operator } from '../operator.ts';
import type { PasswordResets, ResetLink } from '../password-resets/password-resets.ts';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { requireStrongPassword } from '../passwords/policy.ts';
import type { Account } from './account.ts';
import { type AccountChanging, getAccount } from './changing.ts';
import type { NewAccount } from './new-account.ts';
import type { ProfileChanges } from './profile-changes.ts';
import { type OperatorChange, requireChangeable } from './protection.ts';
import { countRemoved, type RemovalCounts } from './removal.store.ts';

export type { OperatorChange } from './protection.ts';

/** What goes with an account, in counts, and what stays of it. */
export interface RemovalPreview extends RemovalCounts {
  account: Account;
  /** Whether a stored picture goes too. */
  avatar: boolean;
}

/** How the approval of one of many ended. */
export type ApprovalOutcome = { id: number; account: Account } | { id: number; error: ErrorCode };

/** What operators do to accounts. Each throws `account.not_found`, `account.protected`, `request.version_changed`. */
export interface AccountAdministration {
  /**
   * Makes an account in somebody's name: what it is given is typed in, not proved (R2a), save where it is let in at the
   * staff door at once, which proves as an approval does. Throws `identifier.taken`, `request.too_many`,
   * `request.invalid_fields` for a weak password, `password.overloaded`.
   */
  create(account: AccountToMake, by: Operator): Promise<{ account: Account; resetLink: ResetLink | undefined }>;
  /** As the staff door's form does (ADR 0008). Throws `identifier.taken`, `request.too_many`. */
  changeProfile(id: number, changes: ProfileChanges, change: OperatorChange): Promise<Account>;
  /**
   * Ends the waiting or the rejection; who came by the staff door, or is active already, is let in there as well.
   * Throws `account.frozen`, `identifier.taken`.
   */
  approve(id: number, change: OperatorChange): Promise<Account>;
  /** Approves those that wait, one by one; what becomes of one does not touch the others. */
  approveWaiting(ids: readonly number[], by: Operator): Promise<ApprovalOutcome[]>;
  /** Ends every session. Throws `account.last_owner`. */
  reject(id: number, change: OperatorChange): Promise<Account>;
  /** Ends every session. Throws `account.last_owner`. */
  freeze(id: number, change: OperatorChange): Promise<Account>;
  /** Who came by the staff door and was never let in waits again. Throws `account.wrong_status` where it is not frozen. */
  thaw(id: number, change: OperatorChange): Promise<Account>;
  /** Throws `account.protected` for operators who may not change operators, whosever account it is; `account.last_owner`. */
  setRole(id: number, role: AccountRole, change: OperatorChange): Promise<Account>;
  previewRemoval(id: number): Promise<RemovalPreview>;
  /** Frees the identifiers, ends every session and removes the stored avatar. Throws `account.last_owner`. */
  remove(id: number, change: OperatorChange): Promise<void>;
}

/** What an operator makes an account of. */
export interface AccountToMake
  extends Pick<NewAccount, 'handle' | 'displayName' | 'realName' | 'position' | 'role' | 'staffApproved'> {
  phone?: NonNullable<NewAccount['phone']>['value'];
  email?: string;
  password?: string;
  /** Whether its owner is to choose the password by a one-time link. */
  withResetLink?: boolean;
}

interface Deps {
  db: Database;
  changing: AccountChanging;
  hasher: PasswordHasher;
  passwordResets: PasswordResets;
  emailProofs: EmailProofs;
  jobs: Jobs;
}

/** So many approvals share a turn of the database's writer; others write in between. */
const approvedAtOnce = 20;

/** Accounts in the hands of operators: each change of its version, by who may, and in the audit log. */
export function createAccountAdministration(deps: Deps): AccountAdministration {
  const { db, changing, hasher, passwordResets, emailProofs, jobs } = deps;

  function change<T>(id: number, how: OperatorChange, work: (tx: Tx, account: Account) => Promise<T>): Promise<T> {
    return transact(db, async (tx) => {
      const account = await getAccount(tx, id);
      requireChangeable(account, how);
      return work(tx, account);
    });
  }

  async function hashStrong(value: string): Promise<string> {
    const password = { form: 'plain', value } as const;
    await requireStrongPassword('password', password);
    return hasher.createVerifier(password);
  }

  async function approveIn(tx: Tx, account: Account, by: Operator): Promise<Account> {
    if (account.status === 'frozen') throw new DomainError('account.frozen');
    if (account.status === 'active' || account.origin === 'staff') return changing.approveForStaff(tx, account, by);
    return changing.setStatus(tx, account, 'active', by);
  }

  async function approveOne(id: number, by: Operator): Promise<ApprovalOutcome> {
    try {
      const account = await change(id, { by }, (tx, found) => {
        if (found.status !== 'waiting') throw new DomainError('account.wrong_status');
        return approveIn(tx, found, by);
      });
      return { id, account };
    } catch (error) {
      if (error instanceof DomainError) return { id, error: error.code };
      throw error;
    }
  }

  return {
    async create({ phone, email, password, staffApproved, withResetLink, ...rest }, by) {
      if ((rest.role ?? 'user') !== 'user' && !by.mayChangeOperators) throw new DomainError('account.protected');
      const passwordVerifier = password === undefined ? undefined : await hashStrong(password);
      const made = await transact(db, async (tx) => {
        const typedIn: NewAccount = {
          ...rest,
          origin: 'console',
          ...(passwordVerifier !== undefined && { passwordVerifier }),
          ...(phone && { phone: { value: phone, proved: false } }),
          ...(email !== undefined && { email: { value: email, proved: false } }),
        };
        const created = await changing.create(tx, typedIn, by);
        const account = staffApproved ? await changing.approveForStaff(tx, created, by) : created;
        if (email !== undefined && !staffApproved) await emailProofs.mail(tx, account, email);
        const resetLink = withResetLink ? await passwordResets.createIn(tx, account, by) : undefined;
        return { account, resetLink };
      });
      await jobs.wake();
      return made;
    },

    async changeProfile(id, changes, how) {
      const changed = await change(id, how, (tx, account) => changing.changeProfile(tx, account, changes, how.by));
      await jobs.wake();
      return changed;
    },

    approve: (id, how) => change(id, how, (tx, account) => approveIn(tx, account, how.by)),

    async approveWaiting(ids, by) {
      const wanted = [...new Set(ids)];
      const outcomes: ApprovalOutcome[] = [];
      for (let start = 0; start < wanted.length; start += approvedAtOnce) {
        const batch = wanted.slice(start, start + approvedAtOnce);
        outcomes.push(...(await Promise.all(batch.map((id) => approveOne(id, by)))));
      }
      return outcomes;
    },

    reject: (id, how) => change(id, how, (tx, account) => changing.setStatus(tx, account, 'rejected', how.by)),
    freeze: (id, how) => change(id, how, (tx, account) => changing.setStatus(tx, account, 'frozen', how.by)),

    thaw: (id, how) =>
      change(id, how, (tx, account) => {
        if (account.status !== 'frozen') throw new DomainError('account.wrong_status');
        const waits = account.origin === 'staff' && account.staff_approved_at === null;
        return changing.setStatus(tx, account, waits ? 'waiting' : 'active', how.by);
      }),

    setRole: (id, role, how) =>
      change(id, how, (tx, account) => {
        if (!how.by.mayChangeOperators) throw new DomainError('account.protected');
        return changing.setRole(tx, account, role, how.by);
      }),

    async previewRemoval(id) {
      const account = await getAccount(db, id);
      return { account, ...(await countRemoved(db, id)), avatar: findStoredName(account.avatar) !== undefined };
    },

    async remove(id, how) {
      await change(id, how, (tx, account) => changing.remove(tx, account, how.by));
      await jobs.wake();
    },
  };
}
