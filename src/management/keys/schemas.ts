import { type Static, Type } from 'typebox';
import { apiKeyRights, rights } from '../../core/rights.ts';
import { Id, LineNotBlank, Nullable, Time, TimeInput, Version } from '../schemas.ts';

const Name = Type.String({ ...LineNotBlank, maxLength: 100 });

const signingKey = {
  id: Id,
  authKey: Type.String({ description: 'What front ends send as `auth_key`.' }),
  name: Type.String(),
  state: Type.Enum(['live', 'ending', 'expired', 'disabled'], {
    description: '`ending`: replaced, and valid until `expiresAt`.',
  }),
  createdAt: Time,
  expiresAt: Nullable(Time),
  disabledAt: Nullable(Time),
  version: Version,
};

/** One key of the blog contract, without its secret. */
export const SigningKeyView = Type.Object(signingKey);
export type SigningKeyView = Static<typeof SigningKeyView>;

/** The same with its secret, right after it was made. */
export const NewSigningKeyView = Type.Object({
  ...signingKey,
  secret: Type.String({ description: 'Told only this once.' }),
});
export type NewSigningKeyView = Static<typeof NewSigningKeyView>;

/** What a new key is for. */
export const SigningKeyForm = Type.Object({ name: Name }, { additionalProperties: false });

/** How long both keys are valid. */
export const Rotation = Type.Object(
  {
    overlapHours: Type.Integer({
      minimum: 0,
      maximum: 2160,
      description: 'How long the old key stays valid beside its successor; 0 ends it at once.',
    }),
  },
  { additionalProperties: false },
);

/** The key that ends, and the one that takes its place. */
export const RotationView = Type.Object({ ending: SigningKeyView, successor: NewSigningKeyView });
export type RotationView = Static<typeof RotationView>;

const apiKey = {
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'Its last four characters.' }),
  rights: Type.Array(Type.Enum([...rights])),
  state: Type.Enum(['live', 'expired', 'revoked']),
  createdAt: Time,
  lastUsedAt: Nullable(Time),
  expiresAt: Nullable(Time),
  revokedAt: Nullable(Time),
  version: Version,
};

/** One API key, as far as it is known. */
export const ApiKeyView = Type.Object(apiKey);
export type ApiKeyView = Static<typeof ApiKeyView>;

/** The same with the key itself, right after it was made. */
export const NewApiKeyView = Type.Object({ ...apiKey, key: Type.String({ description: 'Told only this once.' }) });
export type NewApiKeyView = Static<typeof NewApiKeyView>;

/** What a new key may do, and until when. */
export const ApiKeyForm = Type.Object(
  {
    name: Name,
    rights: Type.Array(Type.Enum([...apiKeyRights]), { minItems: 1, maxItems: rights.length, uniqueItems: true }),
    expiresAt: Type.Optional(Nullable(TimeInput)),
  },
  { additionalProperties: false },
);
