import { type Static, Type } from 'typebox';
import { webhookEvents } from '../../core/webhooks/webhooks.ts';
import { PageQuery } from '../paging.ts';
import { Id, Line, LineNotBlank, Nullable, Time, TimeInput, Version } from '../schemas.ts';

const Events = Type.Array(Type.Enum([...webhookEvents]));
const Event = Type.Enum([...webhookEvents, 'webhook.test']);

const webhook = {
  id: Id,
  url: Nullable(
    Type.String({ description: 'Whole for who has `webhooks:write`, else null: many a URL carries a secret.' }),
  ),
  origin: Type.String({ description: 'Scheme, host and port of the URL.' }),
  description: Type.String(),
  events: Events,
  state: Type.Enum(['healthy', 'failing', 'paused'], {
    description: '`failing`: the last attempt failed. `paused`: nothing is sent; what happens is held.',
  }),
  pausedAt: Nullable(Time),
  pauseReason: Nullable(
    Type.Enum(['operator', 'gone', 'failing'], {
      description: '`gone`: it answered 410. `failing`: every attempt of a whole day failed.',
    }),
  ),
  failingSince: Nullable(Time),
  failures: Type.Integer({ minimum: 0, description: 'Attempts that failed since the last one that did not.' }),
  formerSecretUntil: Nullable(
    Type.String({ ...Time, description: 'Until when the secret before the last rotation signs, too.' }),
  ),
  createdAt: Time,
  version: Version,
};

/** One endpoint, without its secret. */
export const WebhookView = Type.Object(webhook);
export type WebhookView = Static<typeof WebhookView>;

/** The same with its secret, right after that was made. */
export const NewWebhookView = Type.Object({
  ...webhook,
  secret: Type.String({ description: 'Told only this once; Standard Webhooks libraries take it as it is.' }),
});
export type NewWebhookView = Static<typeof NewWebhookView>;

/** Every endpoint; there are few. */
export const WebhookList = Type.Object({ items: Type.Array(WebhookView) });

const words = {
  url: Type.String({ ...LineNotBlank, maxLength: 2000 }),
  description: Type.String({ ...Line, maxLength: 200 }),
  events: Type.Array(Type.Enum([...webhookEvents]), {
    minItems: 1,
    maxItems: webhookEvents.length,
    uniqueItems: true,
  }),
};

/** What a new endpoint is. */
export const WebhookForm = Type.Object(
  { url: words.url, description: Type.Optional(words.description), events: words.events },
  { additionalProperties: false },
);

/** What is said anew of one. */
export const WebhookChange = Type.Object(
  {
    url: Type.Optional(words.url),
    description: Type.Optional(words.description),
    events: Type.Optional(words.events),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** How long both secrets sign. */
export const SecretRotation = Type.Object(
  {
    overlapHours: Type.Integer({
      minimum: 0,
      maximum: 720,
      description: 'How long each message is signed with both secrets; 0 ends the old one at once.',
    }),
  },
  { additionalProperties: false },
);

const delivery = {
  id: Id,
  webhookId: Id,
  messageId: Type.String({ description: 'What the receiver is sent as `webhook-id`, with every attempt.' }),
  event: Event,
  state: Type.Enum(['waiting', 'delivered', 'failed', 'held'], {
    description:
      '`waiting`: on its way, or to be tried again. `failed`: given up. `held`: made while the webhook is paused.',
  }),
  attempts: Type.Integer({ minimum: 0 }),
  createdAt: Time,
  updatedAt: Time,
};

/** One message to one endpoint. */
export const WebhookDeliveryView = Type.Object(delivery);
export type WebhookDeliveryView = Static<typeof WebhookDeliveryView>;

const attempt = Type.Object({
  at: Time,
  status: Nullable(Type.Integer({ description: 'The HTTP status; null where no answer came.' })),
  failure: Nullable(
    Type.Enum(
      [
        'address-refused',
        'unresolved',
        'unreachable',
        'not-secure',
        'timed-out',
        'garbled',
        'redirected',
        'gone',
        'status',
      ],
      { description: 'Null where it arrived.' },
    ),
  ),
  durationMs: Type.Integer({ minimum: 0 }),
  answer: Type.String({ description: 'The first 1,000 characters of the answer.' }),
});

/** The same with what was sent and what came back. */
export const WebhookDeliveryRecord = Type.Object({
  ...delivery,
  body: Type.String({ description: 'The request as it was sent, byte for byte.' }),
  tries: Type.Array(attempt, { description: 'The newest first, at most 200.' }),
});
export type WebhookDeliveryRecord = Static<typeof WebhookDeliveryRecord>;

/** Which deliveries. */
export const WebhookDeliveryQuery = Type.Object({
  ...PageQuery,
  webhookId: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  state: Type.Optional(
    Type.Enum(['waiting', 'delivered', 'failed', 'held', 'undelivered'], {
      description: '`undelivered`: failed or held.',
    }),
  ),
});

/** From when on. */
export const RedeliveryForm = Type.Object({ since: TimeInput }, { additionalProperties: false });

/** How many were put back in the queue. */
export const RedeliveryView = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  more: Type.Boolean({ description: 'Whether some are left: ask again.' }),
});
