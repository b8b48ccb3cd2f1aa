import { type Static, Type } from 'typebox';
import type { UploadedStagedFile } from '../../http/uploaded-files.ts';
import { Id, Nullable, Place, Time } from '../schemas.ts';

const notes = { maxLength: 10_000, description: 'What is new, for the people who use the program.' };
const Channel = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
  description: '1 to 32 lower-case letters, digits or -, beginning with a letter or digit.',
});
const rollout = 'How much of the channel’s devices is offered it: 0 nobody, 100 everybody.';

/** One release of the desktop program. */
export const ReleaseView = Type.Object({
  id: Id,
  version: Type.String({ description: 'As the program knows it.' }),
  channel: Type.String({ description: 'Whose devices; `stable` is offered to those of every channel.' }),
  rolloutPercent: Type.Integer({ minimum: 0, maximum: 100, description: rollout }),
  path: Type.String({ description: 'Where devices download it, percent-encoded.' }),
  sizeBytes: Type.Integer(),
  sha256: Type.String({ description: 'Lowercase hex.' }),
  notes: Nullable(Type.String()),
  downloads: Type.Integer({ description: 'Counted where the first byte is sent.' }),
  publishedBy: Type.String({ description: '`account:<id>`, `api-key:<id>` or `cli`.' }),
  publisherName: Nullable(Type.String({ description: 'What the account or the key is called.' })),
  publishedAt: Time,
  withdrawnAt: Nullable(Time),
  revision: Type.Integer({
    description: 'Send it as `If-Match: "<revision>"` with a change; downloads leave it as it is.',
  }),
});
export type ReleaseView = Static<typeof ReleaseView>;

/** A multipart form: the file streams to storage. */
export const ReleaseForm = Type.Object(
  {
    version: Type.String({ maxLength: 64, description: '1 to 64 letters, digits or . + _ -' }),
    file: Type.Unsafe<UploadedStagedFile>({
      contentMediaType: 'application/octet-stream',
      description: 'Its name decides the download path.',
    }),
    notes: Type.Optional(Type.String(notes)),
    channel: Type.Optional(Channel),
    rolloutPercent: Type.Optional(
      Type.String({ pattern: '^\\d{1,3}$', description: 'A whole number from 0 to 100.', default: '100' }),
    ),
  },
  { additionalProperties: false },
);

/** What can be said anew of a release; its version and its file stay. */
export const ReleaseChange = Type.Object(
  {
    notes: Type.Optional(Nullable(Type.String(notes))),
    channel: Type.Optional(Channel),
    rolloutPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: rollout })),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** Which releases. */
export const ReleaseFilter = {
  channel: Type.Optional(Channel),
  version: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Exactly this one: whether it is taken.' }),
  ),
};

/** Where a page of releases ended. */
export const ReleasePosition = Type.Object({ version_order: Type.String(), id: Place });
