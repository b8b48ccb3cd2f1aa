import { type Database, type Db, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import { type LicenceQuery, listLicences } from './licence-list.ts';
import { type LicenceStanding, standingOf } from './licence-standing.ts';
import {
  checkNumbers,
  checkTerms,
  type Extension,
  endOf,
  type LicenceTerms,
  randomLicenceNumber,
  toColumns,
  toRow,
} from './licence-terms.ts';
import {
  bindLicence,
  findLicence,
  findLicenceByNumber,
  findLicenceOf,
  findTakenNumbers,
  insertLicences,
  type Licence,
  type LicenceColumns,
  type NamedLicence,
  updateLicence,
} from './licences.store.ts';

export type { LicenceQuery } from './licence-list.ts';
export type { LicenceState } from './licence-listing.store.ts';
export { type LicenceStanding, stateOf } from './licence-standing.ts';
export { type Extension, type LicenceTerms, mostLicencesAtOnce } from './licence-terms.ts';
export type { Licence, NamedLicence } from './licences.store.ts';

/** One licence to make; without a number, one is made up. */
export interface NewLicence extends LicenceTerms {
  number?: string;
}

/** Licences to make on the same terms: so many, or with these numbers. */
export interface NewLicences extends LicenceTerms {
  numbers: number | readonly string[];
}

/** Gives out, binds, extends and revokes licences. Every change also throws `request.version_changed`. */
export interface Licences {
  /** Throws `licence.taken` where the number exists, `request.invalid_fields`. */
  create(licence: NewLicence, by: Actor): Promise<Licence>;
  /** All of them or none. Throws `licence.taken` (with each number that exists as a field), `request.invalid_fields`. */
  createBatch(licences: NewLicences, by: Actor): Promise<Licence[]>;
  /** Throws `licence.not_found`. */
  get(id: number): Promise<NamedLicence>;
  /** Throws `licence.not_found`. */
  getByNumber(number: string): Promise<Licence>;
  /** Newest first; by number where one is looked for, by their end where that is bounded. */
  list(query: LicenceQuery): Promise<NamedLicence[]>;
  /** Throws `licence.not_found`, `request.invalid_fields`. */
  change(id: number, terms: LicenceTerms, how: Change): Promise<Licence>;
  /**
   * Gives the licence to an account, each to at most one of the other. Throws `licence.not_found`, `account.not_found`,
   * `licence.taken` (another account's, or the account has another), `licence.revoked`.
   */
  bind(id: number, accountId: number, how: Change): Promise<Licence>;
  /** Takes the licence back from its account. Throws `licence.not_found`. */
  unbind(id: number, how: Change): Promise<Licence>;
  /** Throws `licence.not_found`, `licence.revoked`, `request.invalid_fields`. */
  extend(id: number, to: Extension, how: Change): Promise<Licence>;
  /** For good. Throws `licence.not_found`. */
  revoke(id: number, how: Change): Promise<Licence>;
  /** The licence that is bound to the account, whatever its state. */
  findOf(accountId: number): Promise<Licence | undefined>;
  /** The standing of the account's licence; `good` where none is bound. */
  findFor(accountId: number): Promise<LicenceStanding>;
}

/** The licences of the desktop program, which operators give out (D5). */
export function createLicences(deps: {
  db: Database;
  lists: Database;
  clock: Clock;
  accounts: Accounts;
  audit: Audit;
}): Licences {
  const { db, clock, accounts, audit } = deps;

  async function get(id: number, at: Db = db): Promise<NamedLicence> {
    return requireFound(await findLicence(at, id), 'licence.not_found');
  }

  /** Reads, judges, changes and records as one; a change that is none leaves no trace. */
  function change(
    id: number,
    { by, version }: Change,
    decide: (licence: Licence, tx: Tx, now: number) => Promise<Decision | undefined>,
  ): Promise<Licence> {
    return transact(db, async (tx) => {
      const licence = await get(id, tx);
      requireVersion(licence, version);
      const decision = await decide(licence, tx, clock.now());
      if (!decision) return licence;
      const { action, details } = decision.entry;
      // People know a licence by its number.
      const told = { number: licence.number, ...details };
      await audit.record(tx, { ...by, action, target: `licence:${id}`, details: told });
      return decision.licence;
    });
  }

  async function update(tx: Tx, licence: Licence, columns: LicenceColumns): Promise<Licence> {
    const updated = await updateLicence(tx, { licence, now: clock.now() }, columns);
    if (!updated) throw new DomainError('request.version_changed');
    return updated;
  }

  function createBatch({ numbers, ...terms }: NewLicences, by: Actor): Promise<Licence[]> {
    const wanted = typeof numbers === 'number' ? Array.from({ length: numbers }, randomLicenceNumber) : numbers;
    return transact(db, async (tx) => {
      checkNumbers(wanted);
      checkTerms(terms);
      // Two that want the same numbers in another order would wait for each other.
      await takeTurn(tx, 'licence-numbers');
      const taken = await findTakenNumbers(tx, wanted);
      if (taken.size > 0) throw refuseTaken(wanted, taken);
      const now = clock.now();
      const rows = wanted.map((number) => toRow(number, terms, now));
      const made = await insertLicences(tx, rows);
      await audit.record(tx, { ...by, ...describeCreation(made, terms) });
      return made;
    });
  }

  return {
    createBatch,
    create: async ({ number, ...terms }, by) =>
      (await createBatch({ numbers: number === undefined ? 1 : [number], ...terms }, by))[0] as Licence,

    get: (id) => get(id),
    getByNumber: async (number) => requireFound(await findLicenceByNumber(db, number), 'licence.not_found'),
    list: (query) => listLicences(deps.lists, query, clock.now()),

    change: (id, terms, how) =>
      change(id, how, async (licence, tx) => {
        checkTerms({ effectAt: licence.effect_at, expiresAt: licence.expires_at, ...terms });
        const changed = await update(tx, licence, toColumns(terms));
        return {
          licence: changed,
          entry: { action: 'licence.changed', details: { fields: namesOf(terms), ...terms } },
        };
      }),

    bind: (id, accountId, how) =>
      change(id, how, async (licence, tx, now) => {
        refuseRevoked(licence);
        if (!(await accounts.find(accountId, tx))) throw new DomainError('account.not_found');
        const bound = await bindLicence(tx, { licence, now }, accountId);
        if (!bound) throw new DomainError('licence.taken');
        return { licence: bound, entry: { action: 'licence.bound', details: { accountId } } };
      }),

    unbind: (id, how) =>
      change(id, how, async (licence, tx) => {
        if (licence.account_id === null) return undefined;
        const unbound = await update(tx, licence, { account_id: null });
        return { licence: unbound, entry: { action: 'licence.unbound', details: { accountId: licence.account_id } } };
      }),

    extend: (id, to, how) =>
      change(id, how, async (licence, tx, now) => {
        refuseRevoked(licence);
        const expiresAt = endOf(licence, to, now);
        checkTerms({ effectAt: licence.effect_at, expiresAt });
        const extended = await update(tx, licence, { expires_at: expiresAt });
        const details = { expiresAt, expiresAtBefore: licence.expires_at };
        return { licence: extended, entry: { action: 'licence.extended', details } };
      }),

    revoke: (id, how) =>
      change(id, how, async (licence, tx, now) => {
        if (licence.revoked_at !== null) return undefined;
        const revoked = await update(tx, licence, { revoked_at: now });
        return { licence: revoked, entry: { action: 'licence.revoked' } };
      }),

    findOf: (accountId) => findLicenceOf(db, accountId),
    findFor: async (accountId) => standingOf(await findLicenceOf(db, accountId), clock.now()),
  };
}

interface Decision {
  licence: Licence;
  entry: Pick<AuditEntry, 'action' | 'details'>;
}

function refuseRevoked(licence: Licence): void {
  if (licence.revoked_at !== null) throw new DomainError('licence.revoked');
}

function refuseTaken(numbers: readonly string[], taken: ReadonlySet<string>): DomainError {
  const fields = [...numbers.entries()]
    .filter(([, number]) => taken.has(number))
    .map(([index]) => ({ field: `numbers/${index}`, label: '许可证号', rule: '已存在' }));
  return new DomainError('licence.taken', { fields });
}

function describeCreation(made: Licence[], { effectAt, expiresAt, note }: LicenceTerms): AuditEntry {
  const [first, last] = [made[0], made.at(-1)] as [Licence, Licence];
  const terms = { ...(effectAt && { effectAt }), ...(expiresAt && { expiresAt }), ...(note && { note }) };
  if (first === last) {
    const details = { number: first.number, ...terms };
    return { action: 'licence.created', target: `licence:${first.id}`, details };
  }
  const details = { number: first.number, count: made.length, firstId: first.id, lastId: last.id, ...terms };
  return { action: 'licence.batch-created', target: `licence:${first.id}`, details };
}
