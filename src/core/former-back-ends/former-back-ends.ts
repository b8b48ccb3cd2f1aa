import { type Database, transact } from '../../db/database.ts';
import type { SessionContract } from '../../db/schema.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { looksLikeOtherIdentifier } from '../accounts/identifiers.ts';
import { findTakenAccountId } from '../accounts/importing/imports.ts';
import type { ImportedPerson } from '../accounts/importing/person.ts';
import { createTaking, type ImportSource } from '../accounts/importing/taking.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { isOneLine } from '../one-line.ts';
import type { PasswordHasher, PasswordInput } from '../passwords/hasher.ts';
import type { AskFormer, Clock, FormerAnswer, FormerRequest } from '../ports.ts';

/** What a former back end is asked with, besides what somebody typed. */
export type FormerAccess = Omit<FormerBackEnd, 'ask'> & {
  /** Everything that one sign-in asks has one deadline. */
  ask(request: FormerRequest): Promise<FormerAnswer>;
};

/** A former back end that is named. */
export interface FormerBackEnd {
  ask: AskFormer;
  /** A captcha that it always takes from us (staff). */
  captcha?: { id: string; code: string } | undefined;
}

const deadlineMs = 5_000;

/** What a former back end says of a name and a password. */
export type FormerJudgement =
  | { kind: 'right'; person: Omit<ImportedPerson, 'line' | 'verifier'> }
  | { kind: 'wrong' | 'unknown' };

/** Signs in at the former back end of a contract, once, in that contract's own words. */
export type JudgeFormer = (access: FormerAccess) => Promise<FormerJudgement>;

/** The doors that can name one: people give passwords there. */
export type FormerDoor = ImportSource['door'];

/** Back ends that are still there, and know whoever has not come here yet. */
export interface FormerBackEnds {
  has(contract: SessionContract): contract is FormerDoor;
  /**
   * Asks about somebody whom nobody here knows; who is right there has an account here from then on, with this password.
   * Throws `former.unavailable`.
   */
  take(contract: FormerDoor, judge: JudgeFormer, password: PasswordInput): Promise<FormerOutcome>;
}

/** `account` and the verifier of its password, or that the password is wrong, or nobody has the name there either. */
export type FormerOutcome = { account: Account; verifier: string } | 'wrong' | 'unknown';

interface Deps {
  db: Database;
  clock: Clock;
  accounts: Accounts;
  audit: Audit;
  hasher: PasswordHasher;
  access: Readonly<Partial<Record<FormerDoor, FormerBackEnd>>>;
  /** Is told of somebody who was right there, and cannot be taken here by a machine. */
  onConflict(contract: FormerDoor, formerId: string, reason: string): void;
}

/** Imports accounts one by one, as their owners come. */
export function createFormerBackEnds(deps: Deps): FormerBackEnds {
  const { db, clock, accounts, audit, hasher, access, onConflict } = deps;
  const now = (): number => clock.now();

  async function store(contract: FormerDoor, person: ImportedPerson): Promise<FormerOutcome> {
    const source: ImportSource = { name: contract, door: contract, otherHandle: 'keep' };
    const take = createTaking({ audit, now }, source, { actor: 'system' });
    return transact(db, async (tx) => {
      // Somebody may have come twice at once.
      const known = await findTakenAccountId(tx, source.name, person.formerId);
      const outcome = known === undefined ? await take(tx, person) : undefined;
      if (outcome?.kind === 'conflict') {
        onConflict(contract, person.formerId, outcome.reason);
        return 'unknown';
      }
      const id = known ?? (outcome && 'accountId' in outcome ? outcome.accountId : null);
      const account = id === null ? undefined : await accounts.find(id, tx);
      const verifier = account && (await accounts.findVerifier(account, contract, tx));
      // Whoever was deleted here since does not come back by signing in there.
      return account && verifier ? { account, verifier } : 'unknown';
    });
  }

  return {
    has: (contract): contract is FormerDoor => access[contract as FormerDoor] !== undefined,

    async take(contract, judge, password) {
      const former = access[contract];
      if (!former) throw new DomainError('former.unavailable');
      const deadline = AbortSignal.timeout(deadlineMs);
      const judgement = await judge({ ...former, ask: (request) => former.ask(request, deadline) });
      if (judgement.kind !== 'right') return judgement.kind;
      const verifier = await hasher.createVerifier(password);
      const outcome = await store(contract, { ...fit(judgement.person), line: 0, verifier });
      // Whose account is here already is let in by its own password alone: the former back end's may be one that was changed.
      const isOwn = typeof outcome === 'string' || outcome.verifier === verifier;
      return isOwn || (await hasher.matches(password, outcome.verifier)) ? outcome : 'wrong';
    },
  };
}

const longestFormerId = 200;

/** Without a handle that none can be here. An id that nothing can be noted under is no answer. */
function fit<Person extends Pick<ImportedPerson, 'formerId' | 'handle'>>(
  person: Person,
): Person | Omit<Person, 'handle'> {
  const { handle, ...rest } = person;
  if (person.formerId.length > longestFormerId || !isOneLine(person.formerId)) {
    throw new DomainError('former.unavailable');
  }
  return handle !== undefined && isOneLine(handle) && !looksLikeOtherIdentifier(handle) ? person : rest;
}
