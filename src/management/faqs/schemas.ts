import { type Static, Type } from 'typebox';
import { Id, Line, LineNotBlank, NotBlank, Place, Time, Version } from '../schemas.ts';

const words = {
  title: Type.String({ ...LineNotBlank, maxLength: 200 }),
  content: Type.String({ ...NotBlank, maxLength: 20_000 }),
  category: Type.String({ ...Line, maxLength: 50 }),
  externalLink: Type.String({
    maxLength: 2_000,
    pattern: '^(https?://\\S+)?$',
    description: 'Empty, or an address that begins with http:// or https://.',
  }),
};

/** One frequent question. */
export const FaqView = Type.Object({
  id: Id,
  title: Type.String(),
  content: Type.String({ description: 'Plain text; line breaks are kept.' }),
  category: Type.String({ description: 'Empty: none.' }),
  externalLink: Type.String(),
  createdAt: Time,
  updatedAt: Time,
  version: Version,
});
export type FaqView = Static<typeof FaqView>;

/** A new question. */
export const FaqDraft = Type.Object(
  {
    title: words.title,
    content: words.content,
    category: Type.Optional(words.category),
    externalLink: Type.Optional(words.externalLink),
  },
  { additionalProperties: false },
);

/** What is to be different. */
export const FaqChange = Type.Partial(FaqDraft, { additionalProperties: false, minProperties: 1 });

/** Which questions. */
export const FaqFilter = {
  category: Type.Optional(Type.String({ maxLength: 50, description: 'Those of one category; empty: of none.' })),
};

/** Where a page begins. */
export const FaqPosition = Type.Object({ position: Place });

/** An order: the first of these ids comes first. */
export const FaqOrder = Type.Object(
  { ids: Type.Array(Id, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);

/** The categories that questions name. */
export const FaqCategories = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), entries: Type.Integer() })),
});
export type FaqCategories = Static<typeof FaqCategories>;

/** Another name for a category. */
export const FaqCategoryChange = Type.Object(
  {
    from: words.category,
    to: words.category,
  },
  { additionalProperties: false },
);

/** How many questions are in another category now. */
export const FaqsMoved = Type.Object({ moved: Type.Integer() });
