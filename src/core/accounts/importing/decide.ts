import type { Account } from '../account.ts';
import { handleKeyOf } from '../identifiers.ts';
import type { ImportedPerson, Waiting } from './person.ts';

/** Whoever has the identifiers that a person brings, proved or not. */
export interface Holders {
  handle?: Account | undefined;
  phone?: Account | undefined;
  email?: Account | undefined;
}

/** Why a human has to decide. */
export type Conflict =
  /** The phone is one account's and the e-mail another's. */
  | 'two-accounts'
  /** Nothing proved says that it is the same person, and the handle is taken. */
  | 'handle-taken'
  /** The same person is called otherwise here. */
  | 'other-handle'
  | 'other-phone'
  | 'other-email'
  /** Frozen in one back end and not in the other. */
  | 'other-status'
  /** One was a user and the other an operator. */
  | 'other-role'
  /** All that the person would sign in with is somebody else's. */
  | 'no-identifier'
  /** Somebody has the licence's number already. */
  | 'licence-taken'
  /** The same person has another licence here. */
  | 'other-licence';

/** What becomes of a person. */
export type Decision =
  | { kind: 'create'; waiting: Waiting }
  | { kind: 'merge'; into: Account; waiting: Waiting }
  | { kind: 'conflict'; reason: Conflict; accounts: readonly Account[] };

/** What is done where the same person has two handles: a human is asked, or the one that is here stays. */
export type OtherHandle = 'refuse' | 'keep';

/**
 * Whether a person is somebody who is here already: by the phone that both have proved, then by the e-mail, never by the
 * handle. What does not fit is not guessed.
 */
export function decide(person: ImportedPerson, holders: Holders, otherHandle: OtherHandle): Decision {
  const byPhone = person.phone?.proved && isProved(holders.phone, 'phone') ? holders.phone : undefined;
  const byEmail = person.email?.proved && isProved(holders.email, 'email') ? holders.email : undefined;
  if (byPhone && byEmail && byPhone.id !== byEmail.id) return conflict('two-accounts', byPhone, byEmail);
  const same = byPhone ?? byEmail;
  return same ? decideMerge(person, same, holders, otherHandle) : decideCreation(person, holders);
}

function decideCreation(person: ImportedPerson, holders: Holders): Decision {
  if (holders.handle) return conflict('handle-taken', holders.handle);
  const waiting = findWaiting(person, holders, undefined);
  const remains =
    person.handle !== undefined || (person.phone && !waiting.has('phone')) || (person.email && !waiting.has('email'));
  if (!remains)
    return conflict('no-identifier', ...[holders.phone, holders.email].filter((each) => each !== undefined));
  return { kind: 'create', waiting };
}

function decideMerge(person: ImportedPerson, into: Account, holders: Holders, otherHandle: OtherHandle): Decision {
  if (holders.handle && holders.handle.id !== into.id) return conflict('handle-taken', into, holders.handle);
  const hasOtherHandle =
    person.handle !== undefined && into.handle_key !== null && into.handle_key !== handleKeyOf(person.handle);
  if (hasOtherHandle && otherHandle === 'refuse') return conflict('other-handle', into);
  const { phone, email } = person;
  if (phone?.proved && into.phone_verified_at !== null && into.phone !== phone.value.e164) {
    return conflict('other-phone', into);
  }
  if (email?.proved && into.email_verified_at !== null && into.email !== email.value) {
    return conflict('other-email', into);
  }
  if (person.status !== undefined && person.status !== into.status) return conflict('other-status', into);
  if (person.role !== undefined && person.role !== into.role) return conflict('other-role', into);
  return { kind: 'merge', into, waiting: findWaiting(person, holders, into) };
}

/** What somebody else holds waits, unless it is proved here and was only typed in there (R2a). */
function findWaiting({ phone, email }: ImportedPerson, holders: Holders, self: Account | undefined): Waiting {
  const waiting = new Set<'phone' | 'email'>();
  const isAnothers = (holder: Account | undefined): boolean => holder !== undefined && holder.id !== self?.id;
  if (phone && isAnothers(holders.phone) && !(phone.proved && !isProved(holders.phone, 'phone'))) waiting.add('phone');
  if (email && isAnothers(holders.email) && !(email.proved && !isProved(holders.email, 'email'))) waiting.add('email');
  return waiting;
}

function isProved(account: Account | undefined, kind: 'phone' | 'email'): boolean {
  return account !== undefined && account[`${kind}_verified_at`] !== null;
}

function conflict(reason: Conflict, ...accounts: Account[]): Decision {
  return { kind: 'conflict', reason, accounts };
}
