import { type Database, type Db, transact } from '../../db/database.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import {
  bindLicence,
  countLicences,
  findLicence,
  findLicenceByNumber,
  findLicenceOf,
  insertLicence,
  type Licence,
  type LicenceChanges,
  listLicences,
  updateLicence,
} from './licences.store.ts';

export type { Licence } from './licences.store.ts';

/** Times in epoch milliseconds; what is absent is unlimited. A number that is absent is made up. */
export interface NewLicence {
  number?: string;
  effectAt?: number;
  expiresAt?: number;
}

/** How an account's licence stands (D5). `good`: none bound, valid, or not in effect yet. */
export interface LicenceStanding {
  standing: 'good' | 'expired' | 'revoked';
  number: string | null;
  effectAt: number | null;
  expiresAt: number | null;
}

/** Gives out, binds, extends and revokes licences. */
export interface Licences {
  /** Throws `licence.taken` where the number exists. */
  create(licence: NewLicence, actor: string): Promise<Licence>;
  /** Throws `licence.not_found`. */
  get(id: number): Promise<Licence>;
  /** Throws `licence.not_found`. */
  getByNumber(number: string): Promise<Licence>;
  /** Newest first. */
  list(page: Page): Promise<Listed<Licence>>;
  /**
   * Gives the licence to an account, each to at most one of the other. Throws `licence.not_found`, `account.not_found`,
   * `licence.taken` (another account's, or the account has another).
   */
  bind(id: number, accountId: number, actor: string): Promise<Licence>;
  /** Takes the licence back from its account. Throws `licence.not_found`. */
  unbind(id: number, actor: string): Promise<Licence>;
  /** Moves the end, to a time or (null) to never. Throws `licence.not_found`. */
  extend(id: number, expiresAt: number | null, actor: string): Promise<Licence>;
  /** For good. Throws `licence.not_found`. */
  revoke(id: number, actor: string): Promise<Licence>;
  /** The standing of the account's licence; `good` where none is bound. */
  findFor(accountId: number): Promise<LicenceStanding>;
}

/** The licences of the desktop program, which operators give out (D5). */
export function createLicences(deps: { db: Database; clock: Clock; accounts: Accounts; audit: Audit }): Licences {
  const { db, clock, accounts, audit } = deps;

  async function get(id: number, at: Db = db): Promise<Licence> {
    return found(await findLicence(at, id));
  }

  function change(id: number, changes: LicenceChanges, entry: Omit<AuditEntry, 'target'>): Promise<Licence> {
    return transact(db, async (tx) => {
      const licence = found(await updateLicence(tx, id, changes));
      await audit.record(tx, { ...entry, target: `licence:${id}` });
      return licence;
    });
  }

  return {
    create: (licence, actor) =>
      transact(db, async (tx) => {
        const created = await insertLicence(tx, toRow(licence, clock.now()));
        if (!created) throw new DomainError('licence.taken');
        const details = { number: created.number };
        await audit.record(tx, { actor, action: 'licence.created', target: `licence:${created.id}`, details });
        return created;
      }),

    get: (id) => get(id),
    getByNumber: async (number) => found(await findLicenceByNumber(db, number)),
    list: (page) =>
      listPage(
        page,
        () => countLicences(db),
        () => listLicences(db, page),
      ),

    bind: (id, accountId, actor) =>
      transact(db, async (tx) => {
        await get(id, tx);
        if (!(await accounts.find(accountId, tx))) throw new DomainError('account.not_found');
        const bound = await bindLicence(tx, id, accountId, clock.now());
        if (!bound) throw new DomainError('licence.taken');
        await audit.record(tx, { actor, action: 'licence.bound', target: `licence:${id}`, details: { accountId } });
        return bound;
      }),

    unbind: (id, actor) => change(id, { account_id: null }, { actor, action: 'licence.unbound' }),
    extend: (id, expiresAt, actor) =>
      change(id, { expires_at: expiresAt }, { actor, action: 'licence.extended', details: { expiresAt } }),

    revoke: (id, actor) =>
      transact(db, async (tx) => {
        const licence = await get(id, tx);
        if (licence.revoked_at !== null) return licence;
        const revoked = found(await updateLicence(tx, id, { revoked_at: clock.now() }));
        await audit.record(tx, { actor, action: 'licence.revoked', target: `licence:${id}` });
        return revoked;
      }),

    async findFor(accountId) {
      const licence = await findLicenceOf(db, accountId);
      return {
        standing: licence ? judge(licence, clock.now()) : 'good',
        number: licence?.number ?? null,
        effectAt: licence?.effect_at ?? null,
        expiresAt: licence?.expires_at ?? null,
      };
    },
  };
}

function found(licence: Licence | undefined): Licence {
  if (!licence) throw new DomainError('licence.not_found');
  return licence;
}

function judge(licence: Licence, now: number): LicenceStanding['standing'] {
  if (licence.revoked_at !== null) return 'revoked';
  return licence.expires_at !== null && licence.expires_at <= now ? 'expired' : 'good';
}

function toRow(licence: NewLicence, now: number) {
  return {
    number: licence.number ?? randomNumber(),
    account_id: null,
    effect_at: licence.effectAt ?? null,
    expires_at: licence.expiresAt ?? null,
    revoked_at: null,
    created_at: now,
  };
}

/** 20 letters and digits in groups of five, as people read them to each other. */
function randomNumber(): string {
  return (randomAlphanumeric(20).toUpperCase().match(/.{5}/g) as string[]).join('-');
}
