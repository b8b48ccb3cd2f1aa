import { type Static, Type } from 'typebox';
import { contractNames } from '../../contracts/names.ts';
import { Id, Nullable, Place, Time } from '../schemas.ts';

const Contract = Type.Enum([...contractNames]);
const Endpoint = Type.String({ description: 'Method and route; `unknown` for paths that the contract has not.' });
const Version = Type.String({
  description: 'As the program names itself; `unknown` where it does not, `other` past those that a day has room for.',
});
const VersionInput = Type.String({ maxLength: 40, description: 'This version alone.' });
const Calls = Type.Integer({ minimum: 0 });
const Accounts = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  capped: Type.Boolean({ description: 'Whether there are more than were counted.' }),
});

const figures = {
  callsLast7Days: Calls,
  callsLast30Days: Calls,
  failuresLast30Days: Type.Integer({ minimum: 0, description: 'Those of them that were answered with a failure.' }),
};

/** One contract: what comes through it, and when it is to end. */
export const DoorView = Type.Object({
  contract: Contract,
  enabled: Type.Boolean(),
  deprecatedAt: Nullable(Time),
  sunsetAt: Nullable(Time),
  sunsetLink: Nullable(Type.String()),
  deprecatedEndpoints: Type.Array(Type.String(), { description: 'What the dates are about alone; empty: everything.' }),
  ...figures,
  accountsLast7Days: Accounts,
  accountsLast30Days: Accounts,
  lastSeenAt: Nullable({ ...Time, description: 'Null: not in the last 90 days.' }),
  uncalledEndpoints: Type.Array(Type.String(), {
    description: 'What nobody called in the last 90 days; empty where the contract is off.',
  }),
});
export type DoorView = Static<typeof DoorView>;

/** What one version of a program called at one endpoint. */
export const DoorUseView = Type.Object({
  contract: Contract,
  endpoint: Endpoint,
  version: Version,
  ...figures,
  lastSeenAt: Time,
});
export type DoorUseView = Static<typeof DoorUseView>;

/** Which of them, and in which order. */
export const DoorUseFilter = {
  contract: Type.Optional(Contract),
  endpoint: Type.Optional(Type.String({ maxLength: 2000, description: 'This endpoint alone.' })),
  version: Type.Optional(VersionInput),
  order: Type.Optional(
    Type.Enum(['calls', 'lastSeen', 'name'], {
      default: 'calls',
      description: '`calls`: the most called in 30 days first; `lastSeen`: the last one first; `name`: by their names.',
    }),
  ),
};

/** Where such a list goes on; `by` is what it is ordered by. */
export const DoorUsePosition = Type.Object(
  { by: Place, contract: Contract, endpoint: Type.String(), version: Type.String() },
  { additionalProperties: false },
);

/** An account that came through a door with a session. */
export const DoorAccountView = Type.Object({
  account: Type.Object({ id: Id, name: Type.String() }),
  version: Version,
  lastSeenAt: { ...Time, description: 'Exact to the day.' },
});
export type DoorAccountView = Static<typeof DoorAccountView>;

/** Through which door. */
export const DoorAccountFilter = { contract: Contract, version: Type.Optional(VersionInput) };

/** Where such a list goes on. */
export const DoorAccountPosition = Type.Object(
  { lastSeenAt: Place, accountId: Place },
  { additionalProperties: false },
);
