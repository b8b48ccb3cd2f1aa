import { type Static, Type } from 'typebox';
import { sessionContracts } from '../../contracts/names.ts';
import { Time } from '../schemas.ts';

const Count = Type.Integer({ minimum: 0 });

/** One former back end. */
export const ImportSourceView = Type.Object({
  source: Type.String({ description: 'As its mapping names it, or the contract whose former back end is asked.' }),
  accounts: Type.Integer({ minimum: 0, description: 'How many of its accounts were taken over.' }),
  deleted: Type.Integer({ minimum: 0, description: 'Those of them that were deleted here since.' }),
  firstAt: Time,
  lastAt: Time,
});
export type ImportSourceView = Static<typeof ImportSourceView>;

/** How far moving in is. */
export const ImportsView = Type.Object({
  items: Type.Array(ImportSourceView),
  formerPasswords: Type.Object(
    {
      accounts: Count,
      doors: Type.Array(Type.Object({ contract: Type.Enum([...sessionContracts]), count: Count }), {
        description: 'Passwords that hold at one contract alone.',
      }),
    },
    { description: 'Passwords that are still as a former back end kept them: nobody has signed in with them yet.' },
  ),
});
export type ImportsView = Static<typeof ImportsView>;
