import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { AccountRole, AccountStatus, SessionContract } from '../../db/schema.ts';
import type { EmailProofs } from '../email-proofs/email-proofs.ts';
import { DomainError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { Listed, Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import type { Account } from './account.ts';
import { findName } from './account-name.ts';
import { listAccounts } from './account-pages.store.ts';
import { findAccount, findAccountBy, findAccountNames, findFirstOwner, replaceVerifier } from './accounts.store.ts';
import { type AccountChanging, getAccount } from './changing.ts';
import { findDoorVerifier, replaceDoorVerifier } from './door-passwords.store.ts';
import type { Identifier, Phone } from './identifiers.ts';
import type { NewAccount } from './new-account.ts';
import type { ProfileChanges } from './profile-changes.ts';
import { proveEmail } from './proving.ts';

export type { Account, AccountRole, AccountStatus } from './account.ts';
export type { NewAccount } from './new-account.ts';
export type { ProfileChanges } from './profile-changes.ts';

/** Reads and changes accounts; every change is in the audit log, with the `address` of who asked for it. */
export interface Accounts {
  /** Whatever its status. */
  find(id: number, at?: Db): Promise<Account | undefined>;
  /** Throws `account.not_found`. */
  get(id: number, at?: Db): Promise<Account>;
  /** What people call these accounts, by id; one that is not there, or that nobody named, is absent. */
  findNames(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** The account that holds the identifier, proved or not. */
  findBy(identifier: Identifier, at?: Db): Promise<Account | undefined>;
  /** Whether an account that may sign in has proved this phone. */
  isPhoneProved(phone: Phone): Promise<boolean>;
  /** The owner who was there first, whatever the account's status. */
  findFirstOwner(at?: Db): Promise<Account | undefined>;
  /** Newest first. */
  list(page: Page): Promise<Listed<Account>>;
  /**
   * Makes an account. A proved identifier is taken from an account that holds it unproved; throws `identifier.taken`
   * (with `identifier`) where another account keeps one.
   */
  create(tx: Tx, account: NewAccount, by?: Actor): Promise<Account>;
  /** A new e-mail is mailed a link that proves it. Throws `identifier.taken`, `account.not_found`. */
  changeProfile(id: number, changes: ProfileChanges, actor: string, address?: string): Promise<Account>;
  /** Proves the e-mail that a mailed link was sent to. Throws `email_proof.wrong`, `identifier.taken`. */
  proveEmailByLink(token: string): Promise<Account>;
  /**
   * The staff door's approval (S4): lets the account in there, ends the waiting of an account made there, and proves
   * the phone and the e-mail that it has or waits for (R2a). Throws `account.not_found`, `account.frozen`, `identifier.taken`.
   */
  approveForStaff(id: number, actor: string, address?: string): Promise<Account>;
  /**
   * Freezes, rejects or thaws; anything but `active` ends every session at once. Throws `account.not_found`,
   * `account.last_owner`.
   */
  setStatus(id: number, status: AccountStatus, actor: string): Promise<Account>;
  /** Throws `account.not_found`, `account.last_owner`. */
  setRole(id: number, role: AccountRole, actor: string): Promise<Account>;
  /** Ends every session (R9). */
  setPassword(tx: Tx, id: number, verifier: string): Promise<void>;
  /** The same in place of the password behind `current`. Throws `password.wrong` where another one stands by now. */
  exchangePassword(tx: Tx, id: number, current: string, fresh: string): Promise<void>;
  /**
   * What a password at this door is judged by: the account's, unless it has another one there from a former back end. Of
   * nobody it is looked for just so, and nothing is found.
   */
  findVerifier(account: Account | undefined, contract: SessionContract, at?: Db): Promise<string | null>;
  /** The same password under newer parameters: no session ends. Does nothing where the verifier is another by now. */
  replaceVerifier(
    tx: Tx,
    at: { accountId: number; contract: SessionContract },
    verifier: { current: string; fresh: string },
  ): Promise<void>;
  /** Frees the identifiers, ends every session and removes the stored avatar. Throws `account.not_found`, `account.last_owner`. */
  remove(id: number, actor: string, address?: string): Promise<void>;
}

interface Deps {
  db: Database;
  clock: Clock;
  changing: AccountChanging;
  emailProofs: EmailProofs;
  jobs: Jobs;
}

/** The id of no account. */
const nobody = 0;

/** The one directory of people (R1, R2). */
export function createAccounts({ db, clock, changing, emailProofs, jobs }: Deps): Accounts {
  return {
    find: (id, at = db) => findAccount(at, id),
    get: (id, at = db) => getAccount(at, id),
    async findNames(ids) {
      const accounts = await findAccountNames(db, ids);
      const named = accounts.map((account) => [account.id, findName(account)] as const);
      return new Map(named.filter((each): each is [number, string] => each[1] !== undefined));
    },
    findBy: (identifier, at = db) => findAccountBy(at, identifier),
    async isPhoneProved(phone) {
      const holder = await findAccountBy(db, { kind: 'phone', phone });
      return holder?.status === 'active' && holder.phone_verified_at !== null;
    },
    findFirstOwner: (at = db) => findFirstOwner(at),
    list: (page) => listAccounts(db, page),
    create: (tx, account, by) => changing.create(tx, account, by),

    async changeProfile(id, changes, actor, address = '') {
      const changed = await transact(db, async (tx) =>
        changing.changeProfile(tx, await getAccount(tx, id), changes, { actor, address }),
      );
      await jobs.wake();
      return changed;
    },

    async proveEmailByLink(token) {
      const proved = await transact(db, async (tx) => {
        const proof = await emailProofs.consume(tx, token);
        if (!proof) return undefined;
        const account = await getAccount(tx, proof.accountId);
        return (await proveEmail(tx, account, proof.email, clock.now())) ? getAccount(tx, account.id) : undefined;
      });
      if (!proved) throw new DomainError('email_proof.wrong');
      return proved;
    },

    approveForStaff: (id, actor, address = '') =>
      transact(db, async (tx) => changing.approveForStaff(tx, await getAccount(tx, id), { actor, address })),
    setStatus: (id, status, actor) =>
      transact(db, async (tx) => changing.setStatus(tx, await getAccount(tx, id), status, { actor })),
    setRole: (id, role, actor) =>
      transact(db, async (tx) => changing.setRole(tx, await getAccount(tx, id), role, { actor })),
    setPassword: (tx, id, verifier) => changing.setPassword(tx, id, verifier),
    exchangePassword: (tx, id, current, fresh) => changing.exchangePassword(tx, id, current, fresh),
    findVerifier: async (account, contract, at = db) =>
      (await findDoorVerifier(at, account?.id ?? nobody, contract)) ?? account?.password_verifier ?? null,
    async replaceVerifier(tx, at, { current, fresh }) {
      await replaceVerifier(tx, at.accountId, current, fresh);
      await replaceDoorVerifier(tx, at, { current, fresh });
    },

    async remove(id, actor, address = '') {
      await transact(db, async (tx) => changing.remove(tx, await getAccount(tx, id), { actor, address }));
      await jobs.wake();
    },
  };
}
