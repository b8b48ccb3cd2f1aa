import { type Static, Type } from 'typebox';
import { Id, Line, Nullable, Place, Time, Version } from '../schemas.ts';

const Key = Type.String({
  maxLength: 4096,
  pattern: '^[^\\s\\p{Cc}]+$',
  description: '1 to 4096 characters without spaces.',
});
const Remark = Type.String({ ...Line, maxLength: 255 });

/** One third-party account: which keys there are, never any part of them. */
export const VaultEntryView = Type.Object({
  id: Id,
  pin: Type.String({ description: 'What names the account.' }),
  remark: Type.String(),
  hasPtKey: Type.Boolean(),
  hasWsKey: Type.Boolean(),
  keysChangedAt: Nullable(Time),
  due: Type.Boolean({ description: 'Whether the keys are old enough to be renewed.' }),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type VaultEntryView = Static<typeof VaultEntryView>;

/** A new account. */
export const NewVaultEntry = Type.Object(
  {
    pin: Type.String({
      minLength: 1,
      maxLength: 2000,
      description: 'At most 200 characters; percent-encoded ones are decoded.',
    }),
    ptKey: Type.Optional(Key),
    wsKey: Type.Optional(Key),
    remark: Type.Optional(Remark),
  },
  { additionalProperties: false },
);

/** New keys, a new remark; what is left out stays. */
export const VaultEntryChange = Type.Object(
  { ptKey: Type.Optional(Key), wsKey: Type.Optional(Key), remark: Type.Optional(Remark) },
  { additionalProperties: false, minProperties: 1 },
);

/** The password of whoever is signed in; a program's key goes without. */
export const RevealRequest = Type.Object(
  { password: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })) },
  { additionalProperties: false },
);

/** The keys themselves. */
export const VaultKeysView = Type.Object({
  pin: Type.String(),
  ptKey: Nullable(Type.String()),
  wsKey: Nullable(Type.String()),
});
export type VaultKeysView = Static<typeof VaultKeysView>;

/** The panel's new token. */
export const PanelTokenView = Type.Object({ token: Type.String({ description: 'Told only this once.' }) });
export type PanelTokenView = Static<typeof PanelTokenView>;

/** Which entries. */
export const VaultFilter = {
  q: Type.Optional(Type.String({ maxLength: 2000, description: 'How the pin begins.' })),
  due: Type.Optional(Type.Boolean({ description: 'Only those with keys that are to be renewed.' })),
};

/** Where a page of entries ended. */
export const VaultPosition = Type.Object({
  id: Place,
  pin: Type.String(),
  keysChangedAt: Nullable(Place),
});
