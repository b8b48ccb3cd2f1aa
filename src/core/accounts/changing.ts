import type { Db, Tx } from '../../db/database.ts';
import type { AccountRole, AccountStatus } from '../../db/schema.ts';
import type { Audit, AuditAction } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { findStoredName } from '../avatars/avatars.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Emit } from '../webhooks/emitting.ts';
import type { Account } from './account.ts';
import {
  type AccountChanges,
  deleteAccountUnlessLastOwner,
  exchangePassword,
  findAccount,
  insertAccount,
  updateAccount,
  updateAccountUnlessLastOwner,
} from './accounts.store.ts';
import { deleteDoorVerifiers } from './door-passwords.store.ts';
import { type NewAccount, toNewRow } from './new-account.ts';
import { type ProfileChanges, toChangedColumns } from './profile-changes.ts';
import { claimIdentifiers, proveByAudit, refuseTaken } from './proving.ts';
import { tellAccount } from './told-account.ts';

/** Every change of an account, inside the caller's transaction and in the audit log, whoever makes it. */
export interface AccountChanging {
  create(tx: Tx, account: NewAccount, by?: Actor): Promise<Account>;
  changeProfile(tx: Tx, account: Account, changes: ProfileChanges, by: Actor): Promise<Account>;
  approveForStaff(tx: Tx, account: Account, by: Actor): Promise<Account>;
  setStatus(tx: Tx, account: Account, status: AccountStatus, by: Actor): Promise<Account>;
  setRole(tx: Tx, account: Account, role: AccountRole, by: Actor): Promise<Account>;
  setPassword(tx: Tx, id: number, verifier: string): Promise<void>;
  /** The same in place of the password behind `current`. Throws `password.wrong` where another one stands by now. */
  exchangePassword(tx: Tx, id: number, current: string, fresh: string): Promise<void>;
  /** To be followed by `jobs.wake`. */
  remove(tx: Tx, account: Account, by: Actor): Promise<void>;
}

interface Deps {
  clock: Clock;
  sessions: Sessions;
  emailProofs: EmailProofs;
  jobs: Jobs;
  audit: Audit;
  emit: Emit;
}

const statusActions: Record<AccountStatus, AuditAction> = {
  active: 'account.activated',
  waiting: 'account.set-waiting',
  rejected: 'account.rejected',
  frozen: 'account.frozen',
};

/** What doors, operators and the command line do to accounts, each in one place. */
export function createAccountChanging({ clock, sessions, emailProofs, jobs, audit, emit }: Deps): AccountChanging {
  async function change(tx: Tx, id: number, changes: AccountChanges): Promise<Account> {
    const account = await updateAccount(tx, id, changes, clock.now());
    if (!account) throw new DomainError('account.not_found');
    return account;
  }

  /** Throws `account.last_owner` where none would be left who can act as one. */
  async function changeUnlessLastOwner(
    tx: Tx,
    id: number,
    changes: Pick<AccountChanges, 'status' | 'role'>,
  ): Promise<Account> {
    const account = await updateAccountUnlessLastOwner(tx, id, changes, clock.now());
    if (!account) throw new DomainError('account.last_owner');
    return account;
  }

  return {
    async create(tx, account, by) {
      await claimIdentifiers(tx, account, clock.now());
      const created = await insertAccount(tx, toNewRow(account, clock.now()));
      const target = `account:${created.id}`;
      await audit.record(tx, { ...by, action: 'account.created', target, contract: account.origin });
      await emit(tx, 'account.created', () => ({ account: tellAccount(created) }));
      return created;
    },

    async changeProfile(tx, account, changes, by) {
      await refuseTaken(tx, changes, account.id);
      const after = await change(tx, account.id, toChangedColumns(account, changes));
      const { email } = changes;
      if (typeof email === 'string' && email !== account.email) await emailProofs.mail(tx, after, email);
      const details = { fields: namesOf(changes) };
      await audit.record(tx, { ...by, action: 'account.changed', target: `account:${account.id}`, details });
      return after;
    },

    async approveForStaff(tx, account, by) {
      if (account.status === 'frozen') throw new DomainError('account.frozen');
      await proveByAudit(tx, account, clock.now());
      const approvedAt = account.staff_approved_at ?? clock.now();
      const approved = await change(tx, account.id, { status: 'active', staff_approved_at: approvedAt });
      const target = `account:${account.id}`;
      await audit.record(tx, { ...by, action: 'account.approved', target, contract: 'staff' });
      const wasIn = account.staff_approved_at !== null && account.status === 'active';
      if (!wasIn) await emit(tx, 'account.approved', () => ({ account: tellAccount(approved) }));
      return approved;
    },

    async setStatus(tx, { id, status: statusBefore }, status, by) {
      const after = await (status === 'active' ? change : changeUnlessLastOwner)(tx, id, { status });
      if (status !== 'active') await sessions.endAll(tx, id, status);
      await audit.record(tx, { ...by, action: statusActions[status], target: `account:${id}` });
      if (status === 'frozen' && statusBefore !== 'frozen') {
        await emit(tx, 'account.frozen', () => ({ account: tellAccount(after) }));
      }
      return after;
    },

    async setRole(tx, { id, role: roleBefore }, role, by) {
      const after = await (role === 'owner' ? change : changeUnlessLastOwner)(tx, id, { role });
      if (role === 'user') await sessions.endAtConsole(tx, id, 'role');
      await audit.record(tx, {
        ...by,
        action: 'account.role-changed',
        target: `account:${id}`,
        details: { role, roleBefore },
      });
      return after;
    },

    async setPassword(tx, id, verifier) {
      const account = await change(tx, id, { password_verifier: verifier, password_changed_at: clock.now() });
      await deleteDoorVerifiers(tx, id);
      await sessions.endAll(tx, id, 'password');
      await emit(tx, 'account.password-changed', () => ({ account: tellAccount(account) }));
    },

    async exchangePassword(tx, id, current, fresh) {
      if (!(await exchangePassword(tx, id, { current, fresh, now: clock.now() })))
        throw new DomainError('password.wrong');
      await deleteDoorVerifiers(tx, id);
      await sessions.endAll(tx, id, 'password');
      await emit(tx, 'account.password-changed', async () => ({ account: tellAccount(await getAccount(tx, id)) }));
    },

    async remove(tx, account, by) {
      const { id, avatar, handle, role } = account;
      const stored = findStoredName(avatar);
      if (!(await deleteAccountUnlessLastOwner(tx, id))) throw new DomainError('account.last_owner');
      if (stored !== undefined) await jobs.enqueue(tx, 'remove-file', { name: stored });
      // Whose it was, by the name that they gave themselves: an id alone tells nobody anything any more.
      await audit.record(tx, { ...by, action: 'account.deleted', target: `account:${id}`, details: { handle, role } });
      await emit(tx, 'account.deleted', () => ({ account: tellAccount(account) }));
    },
  };
}

/** Whatever its status. Throws `account.not_found`. */
export async function getAccount(at: Db, id: number): Promise<Account> {
  return requireFound(await findAccount(at, id), 'account.not_found');
}
