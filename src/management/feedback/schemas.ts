import { type Static, Type } from 'typebox';
import { Id, LineNotBlank, NotBlank, Nullable, Place, Time, Version } from '../schemas.ts';

const AccountRef = Type.Object({ id: Id, name: Nullable(Type.String({ description: 'Null: the account is gone.' })) });

/** One feedback. */
export const FeedbackView = Type.Object({
  id: Id,
  content: Type.String(),
  status: Type.Union([Type.Literal('open'), Type.Literal('answered')]),
  seen: Type.Boolean({ description: 'Whether an operator has opened it.' }),
  category: Nullable(Type.Object({ id: Id, name: Type.String() })),
  contactPhone: Type.String({ description: 'As its author wrote it; may be empty.' }),
  author: AccountRef,
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type FeedbackView = Static<typeof FeedbackView>;

/** One feedback with what was answered. */
export const FeedbackThreadView = Type.Object({
  ...FeedbackView.properties,
  replies: Type.Array(
    Type.Object({
      id: Id,
      content: Type.String(),
      by: AccountRef,
      read: Type.Boolean({ description: 'Whether its author has read it.' }),
      createdAt: Time,
    }),
    { description: 'Oldest first; the newest 100.' },
  ),
});
export type FeedbackThreadView = Static<typeof FeedbackThreadView>;

/** Which feedback. */
export const FeedbackFilter = {
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('answered')])),
  category: Type.Optional(
    Type.String({ pattern: '^(none|[1-9]\\d{0,14})$', description: 'The id of a category, or none.' }),
  ),
  account: Type.Optional(Type.Integer({ minimum: 1, description: 'The id of its author.' })),
  unseen: Type.Optional(Type.Boolean({ description: 'Only what nobody has opened.' })),
};

/** Where a page begins. */
export const FeedbackPosition = Type.Object({
  isSeen: Type.Union([Type.Literal(0), Type.Literal(1)]),
  id: Place,
});

/** An answer. */
export const ReplyDraft = Type.Object(
  { content: Type.String({ ...NotBlank, maxLength: 5_000 }) },
  { additionalProperties: false },
);

/** What feedback can be about. */
export const CategoryView = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  uses: Type.Integer({ description: 'How much feedback is filed under it.' }),
  moreUses: Type.Boolean({ description: 'Counted no further: there may be more.' }),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type CategoryView = Static<typeof CategoryView>;

/** A new category. */
export const CategoryDraft = Type.Object(
  {
    name: Type.String({ ...LineNotBlank, maxLength: 50 }),
    description: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

/** What is to be different. */
export const CategoryChange = Type.Partial(CategoryDraft, { additionalProperties: false, minProperties: 1 });

/** An answer that is kept ready. */
export const CannedAnswerView = Type.Object({
  id: Id,
  title: Type.String({ description: 'What the menu calls it.' }),
  content: Type.String({ description: 'The console fills in `{name}` and `{category}`.' }),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type CannedAnswerView = Static<typeof CannedAnswerView>;

/** A new one. */
export const CannedAnswerDraft = Type.Object(
  {
    title: Type.String({ ...LineNotBlank, maxLength: 50 }),
    content: Type.String({ ...NotBlank, maxLength: 5_000 }),
  },
  { additionalProperties: false },
);

/** What is to be different. */
export const CannedAnswerChange = Type.Partial(CannedAnswerDraft, { additionalProperties: false, minProperties: 1 });
