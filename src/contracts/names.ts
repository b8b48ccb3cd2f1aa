import { contracts } from './registry.ts';
import type { ContractTraits, SessionTraits } from './traits.ts';

type Registered = (typeof contracts)[keyof typeof contracts];
type NameOf<Traits> = Extract<Registered, Traits>['name'];

/** The wire contracts, by the name of their gateway. */
export type ContractName = Registered['name'];
/** Where the access token is a JWT. */
export type JwtContract = NameOf<{ sessions: { kind: 'jwt' } }>;
/** Where access and refresh tokens are opaque. */
export type OpaqueContract = NameOf<{ sessions: { kind: 'opaque' } }>;
/** Where sessions are opened: at the doors whose callers sign in, and at the console. */
export type SessionContract = JwtContract | OpaqueContract | 'console';
/** Those in which people choose and give passwords; the others have nothing to harden. */
export type PasswordContract = NameOf<{ takesPasswords: true }>;
/** Where an account was first made: the door of a contract in which people register, or by an operator. */
export type AccountOrigin = NameOf<{ registersAccounts: true }> | 'console';

/** What everybody may know of a contract. */
export function traitsOf(contract: ContractName): ContractTraits {
  return contracts[contract];
}

const namesWhere = <Name extends ContractName>(hasTraits: (traits: ContractTraits) => boolean): readonly Name[] =>
  Object.values(contracts).flatMap((contract) => (hasTraits(contract) ? [contract.name as Name] : []));

const hasSessions =
  (kind: SessionTraits['kind']) =>
  ({ sessions }: ContractTraits): boolean =>
    sessions?.kind === kind;

/** Every wire contract, in the order in which they are shown; so are those below. */
export const contractNames = namesWhere<ContractName>(() => true);
/** Where the access token is a JWT. */
export const jwtContracts = namesWhere<JwtContract>(hasSessions('jwt'));
/** Where access and refresh tokens are opaque. */
export const opaqueContracts = namesWhere<OpaqueContract>(hasSessions('opaque'));
/** Where sessions are opened; the console last. */
export const sessionContracts: readonly SessionContract[] = [
  ...namesWhere<JwtContract | OpaqueContract>(({ sessions }) => sessions !== null),
  'console',
];
/** Where accounts are made; the console last. */
export const accountOrigins: readonly AccountOrigin[] = [
  ...namesWhere<Exclude<AccountOrigin, 'console'>>(({ registersAccounts }) => registersAccounts),
  'console',
];
