import { type Static, Type } from 'typebox';
import { mostLicencesAtOnce } from '../../core/licences/licences.ts';
import { ChartSteps } from '../dashboard/schemas.ts';
import { Id, Nullable, Place, Time, TimeInput, Version } from '../schemas.ts';

const note = { maxLength: 500, description: 'For operators: an order, a customer.' };
const TermsInput = {
  effectAt: Type.Optional(Nullable(TimeInput)),
  expiresAt: Type.Optional(Nullable(TimeInput)),
  note: Type.Optional(Type.String(note)),
};

/** Where a licence is in its life; `upcoming`: bound, and not in effect yet. */
export const LicenceState = Type.Union([
  Type.Literal('unbound'),
  Type.Literal('upcoming'),
  Type.Literal('active'),
  Type.Literal('expired'),
  Type.Literal('revoked'),
]);
export type LicenceState = Static<typeof LicenceState>;

/** One licence of the desktop program. */
export const LicenceView = Type.Object({
  id: Id,
  number: Type.String(),
  state: LicenceState,
  account: Nullable(Type.Object({ id: Id, name: Type.String() })),
  effectAt: Nullable(Time),
  expiresAt: Nullable(Type.String({ ...Time, description: 'Null: never.' })),
  revokedAt: Nullable(Time),
  note: Type.String(),
  createdAt: Time,
  version: Version,
});
export type LicenceView = Static<typeof LicenceView>;

/** Licences to make on the same terms: so many, or with these numbers. */
export const LicenceBatch = Type.Object(
  {
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: mostLicencesAtOnce, description: 'How many, with numbers made up.' }),
    ),
    numbers: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        minItems: 1,
        maxItems: mostLicencesAtOnce,
        description: 'Instead of `count`: their numbers.',
      }),
    ),
    ...TermsInput,
  },
  { additionalProperties: false },
);

/** What was made. */
export const LicencesMade = Type.Object({ items: Type.Array(LicenceView) });
export type LicencesMade = Static<typeof LicencesMade>;

/** New terms; what is left out stays, null is unlimited. */
export const LicenceChange = Type.Object(TermsInput, { additionalProperties: false, minProperties: 1 });

/** Whose it becomes. */
export const Binding = Type.Object({ accountId: Id }, { additionalProperties: false });

/** Either a new end, or so many days more than there were. */
export const ExtensionInput = Type.Object(
  {
    expiresAt: Type.Optional(Nullable(TimeInput)),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  },
  { additionalProperties: false },
);

/** Which licences. */
export const LicenceFilter = {
  state: Type.Optional(LicenceState),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 254,
      description:
        'The beginning of a number, or the id of an account; with `accounts:read` also its whole handle, phone or e-mail.',
    }),
  ),
  expiresBefore: Type.Optional(TimeInput),
};

/** Where a page of licences ended. */
export const LicencePosition = Type.Object({
  id: Place,
  number: Type.String(),
  expires_at: Nullable(Place),
});

/** The states of devices whose session is not over. */
export const SignedInState = Type.Union([Type.Literal('live'), Type.Literal('overdue')], {
  description: 'Only these; without it also those whose session is over.',
});

const device = {
  sessionId: Id,
  state: Type.Union([Type.Literal('live'), Type.Literal('overdue'), Type.Literal('ended')], {
    description: '`overdue`: signed in, and silent for longer than devices should be. `ended`: its session is over.',
  }),
  firstAt: Time,
  lastAt: Time,
  dueAt: Type.String({ ...Time, description: 'Until when the next heartbeat is awaited.' }),
  beats: Type.Integer(),
  address: Type.String(),
  userAgent: Type.String(),
  programVersion: Nullable(Type.String({ description: 'As far as the User-Agent tells it.' })),
};

/** A desktop session as its device, by its heartbeats. */
export const DeviceView = Type.Object(device);
export type DeviceView = Static<typeof DeviceView>;

/** With whose it is. */
export const OwnedDeviceView = Type.Object({
  ...device,
  account: Type.Object({ id: Id, name: Type.String() }),
  licence: Nullable(Type.Object({ id: Id, number: Type.String() })),
});
export type OwnedDeviceView = Static<typeof OwnedDeviceView>;

/** Where a page of devices ended. */
export const DevicePosition = Type.Object({ last_at: Place, session_id: Place });

/** Heartbeats of all devices over time. */
export const HeartbeatsView = Type.Object({
  ...ChartSteps,
  values: Type.Array(Type.Integer(), { description: 'One for each of `moments`.' }),
  overdueMinutes: Type.Integer({ description: 'After which silence a device is overdue.' }),
});
export type HeartbeatsView = Static<typeof HeartbeatsView>;
