import type { Tx } from '../../../db/database.ts';
import type { AccountOrigin, SessionContract } from '../../../db/schema.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Actor } from '../../operator.ts';
import type { Account } from '../account.ts';
import {
  findAccountBy,
  insertAccount,
  releaseUnprovedEmail,
  releaseUnprovedPhone,
  updateAccount,
} from '../accounts.store.ts';
import { handleKeyOf } from '../identifiers.ts';
import { type Conflict, type Decision, decide, type Holders, type OtherHandle } from './decide.ts';
import { fillUp } from './fill-up.ts';
import { insertDoorPassword, insertTaken } from './importing.store.ts';
import type { LicenceGiving } from './licence-giving.ts';
import { type ImportedPerson, toImportedRow, type Waiting } from './person.ts';

/** Which back end accounts come from. */
export interface ImportSource {
  /** Names it: what was taken under a name is not taken again. */
  name: string;
  /** Whose clients its accounts use. */
  door: Exclude<SessionContract, 'console'> & AccountOrigin;
  otherHandle: OtherHandle;
}

/** What became of one person. */
export type Outcome = Pick<ImportedPerson, 'line' | 'formerId'> &
  (
    | { kind: 'created' | 'merged'; accountId: number; waiting: Waiting }
    /** It was taken before, in another run. */
    | { kind: 'known' }
    /** Another row of this run has the same id. */
    | { kind: 'twice' }
    | { kind: 'conflict'; reason: Conflict; accountIds: readonly number[] }
  );

/** Takes one person, who was not taken before: makes an account, or merges them with one, or tells what is to be decided. */
export type TakePerson = (tx: Tx, person: ImportedPerson) => Promise<Outcome>;

/** What people are taken with. Where nobody brings a licence, none are given. */
export interface TakingDeps {
  audit: Pick<Audit, 'record'>;
  now(): number;
  licences?: LicenceGiving | undefined;
}

/** Takes people of one former back end, one by one. */
export function createTaking({ audit, now, licences }: TakingDeps, source: ImportSource, by: Actor): TakePerson {
  return takeOne;

  async function takeOne(tx: Tx, person: ImportedPerson): Promise<Outcome> {
    const decision = decide(person, await findHolders(tx, person), source.otherHandle);
    if (decision.kind === 'conflict') return tellConflict(person, decision.reason, decision.accounts);
    const ofLicence = await findLicenceConflict(tx, person, decision);
    if (ofLicence) return tellConflict(person, ofLicence, decision.kind === 'merge' ? [decision.into] : []);
    const { waiting } = decision;
    const self = decision.kind === 'merge' ? decision.into.id : null;
    const { phone, email } = person;
    if (phone?.proved && !waiting.has('phone')) await releaseUnprovedPhone(tx, phone.value.e164, self, now());
    if (email?.proved && !waiting.has('email')) await releaseUnprovedEmail(tx, email.value, self, now());
    const accountId = decision.kind === 'merge' ? await merge(tx, person, decision) : await create(tx, person, waiting);
    await insertTaken(tx, source.name, [[person.formerId, accountId]], now());
    if (person.licence) await licences?.give(tx, [{ ...person.licence, accountId }]);
    return tell(person, { kind: decision.kind === 'merge' ? 'merged' : 'created', accountId, waiting });
  }

  async function findLicenceConflict(
    tx: Tx,
    { licence }: ImportedPerson,
    decision: Decision,
  ): Promise<'licence-taken' | 'other-licence' | undefined> {
    if (!licence || !licences) return undefined;
    if ((await licences.findTaken(tx, [licence.number])).size > 0) return 'licence-taken';
    const hasOther = decision.kind === 'merge' && (await licences.hasOne(tx, decision.into.id));
    return hasOther ? 'other-licence' : undefined;
  }

  async function create(tx: Tx, person: ImportedPerson, waiting: Waiting): Promise<number> {
    const { id } = await insertAccount(tx, toImportedRow(person, source.door, waiting, now()));
    await record(tx, 'account.created', id, person);
    return id;
  }

  async function merge(
    tx: Tx,
    person: ImportedPerson,
    { into, waiting }: { into: Account; waiting: Waiting },
  ): Promise<number> {
    const changes = fillUp(into, person, waiting, now());
    await updateAccount(tx, into.id, changes, now());
    // Whoever was made at that very door has the password of that door already.
    if (person.verifier !== undefined && into.password_verifier !== null && into.origin !== source.door) {
      const row = { account_id: into.id, contract: source.door, verifier: person.verifier };
      await insertDoorPassword(tx, row);
    }
    await record(tx, 'account.merged', into.id, person);
    return into.id;
  }

  async function record(
    tx: Tx,
    action: 'account.created' | 'account.merged',
    id: number,
    { formerId }: ImportedPerson,
  ): Promise<void> {
    const details = { source: source.name, formerId };
    await audit.record(tx, { ...by, action, target: `account:${id}`, contract: source.door, details });
  }
}

async function findHolders(tx: Tx, { handle, phone, email }: ImportedPerson): Promise<Holders> {
  return {
    ...(handle !== undefined && {
      handle: await findAccountBy(tx, { kind: 'handle', handleKey: handleKeyOf(handle) }),
    }),
    ...(phone && { phone: await findAccountBy(tx, { kind: 'phone', phone: phone.value }) }),
    ...(email && { email: await findAccountBy(tx, { kind: 'email', email: email.value }) }),
  };
}

/** What is told of a person. */
export function tell<Rest extends object>(
  { line, formerId }: ImportedPerson,
  rest: Rest,
): Pick<ImportedPerson, 'line' | 'formerId'> & Rest {
  return { line, formerId, ...rest };
}

function tellConflict(person: ImportedPerson, reason: Conflict, accounts: readonly Account[]): Outcome {
  const accountIds = [...new Set(accounts.map(({ id }) => id))];
  return tell(person, { kind: 'conflict', reason, accountIds });
}
