import { type Static, Type } from 'typebox';
import { Id, LineNotBlank, NotBlank, Nullable, Place, Time, TimeInput, Version } from '../schemas.ts';

const mostRecipients = 1_000;

/** What became of a push: it waits for its time, is on its way, or is over. */
const State = Type.Enum(['scheduled', 'cancelled', 'sending', 'sent', 'failed']);

const Recipient = Type.Object({ id: Id, name: Nullable(Type.String()) });

/** One push. */
export const PushView = Type.Object({
  id: Id,
  title: Type.String(),
  body: Type.String(),
  state: State,
  recipientCount: Nullable(Type.Integer({ description: 'How many accounts it was addressed to; null: everyone.' })),
  sender: Recipient,
  sendAt: Nullable(Time),
  releasedAt: Nullable(Time),
  cancelledAt: Nullable(Time),
  devices: Type.Object({
    addressed: Type.Integer({ description: 'Grows while it is being sent to many.' }),
    delivered: Type.Integer(),
    failed: Type.Integer(),
    unregistered: Type.Integer({ description: 'Devices from which the app is gone; they are switched off.' }),
    complete: Type.Boolean({ description: 'Whether all devices are addressed.' }),
  }),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type PushView = Static<typeof PushView>;

/** The same with whom it is addressed to. */
export const PushDetail = Type.Object({
  ...PushView.properties,
  recipients: Type.Array(Recipient, { description: 'Empty for everyone.' }),
});
export type PushDetail = Static<typeof PushDetail>;

/** A new push. */
export const PushDraft = Type.Object(
  {
    title: Type.String({ ...LineNotBlank, maxLength: 100 }),
    body: Type.String({ ...NotBlank, maxLength: 4_000 }),
    to: Type.Union([Type.Literal('everyone'), Type.Array(Id, { minItems: 1, maxItems: mostRecipients })], {
      description: 'Everyone, or the ids of accounts.',
    }),
    sendAt: Type.Optional(TimeInput),
  },
  { additionalProperties: false },
);

/** What is to be different of a push that waits for its time. */
export const PushChange = Type.Partial(PushDraft, { additionalProperties: false, minProperties: 1 });

/** Which pushes. */
export const PushFilter = {
  state: Type.Optional(Type.Literal('scheduled', { description: 'Only what waits for its time, soonest first.' })),
};

/** Where a page of what waits begins. */
export const ScheduledPosition = Type.Object({ sendAt: Place, id: Place });

/** What scheduled times are judged by. */
export const ServerClock = Type.Object({
  now: Time,
  timeZone: Type.String({ description: 'The zone that the server prints times in, such as Asia/Shanghai.' }),
});
export type ServerClock = Static<typeof ServerClock>;

/** Whom a push would be addressed to. */
export const AudienceQuery = Type.Object({
  accounts: Type.Optional(
    Type.String({
      maxLength: 16_000,
      pattern: `^[1-9]\\d{0,14}(,[1-9]\\d{0,14}){0,${mostRecipients - 1}}$`,
      description: 'Ids with commas between them, at most 1000; without it, everyone.',
    }),
  ),
});

/** How far it would go. */
export const Audience = Type.Object({
  accounts: Nullable(Type.Integer({ description: 'How many of the ids are accounts; null: everyone.' })),
  devices: Type.Integer({ description: 'Devices that take pushes.' }),
});
export type Audience = Static<typeof Audience>;
