import { type Static, Type } from 'typebox';
import { rights } from '../../core/rights.ts';
import { Id, Time } from '../schemas.ts';

/** What an operator signs in with. */
export const SignIn = Type.Object(
  {
    identifier: Type.String({ minLength: 1, maxLength: 254, description: 'Handle, phone or e-mail.' }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    captcha: Type.Optional(
      Type.Object(
        { id: Type.String({ maxLength: 64 }), answer: Type.String({ minLength: 1, maxLength: 16 }) },
        { additionalProperties: false, description: 'Needed after 3 wrong passwords.' },
      ),
    ),
  },
  { additionalProperties: false },
);

/** Who is signed in, and what they may do. */
export const ConsoleSession = Type.Object({
  account: Type.Object({
    id: Id,
    name: Type.String(),
    role: Type.Union([Type.Literal('admin'), Type.Literal('owner')]),
    avatar: Type.String({ description: 'A path on this server, or empty.' }),
  }),
  rights: Type.Array(Type.Enum([...rights])),
  csrfToken: Type.String({ description: 'Send it as X-CSRF-Token with each change.' }),
  expiresAt: Time,
  timeZone: Type.String({ description: 'Of the server: in which times are to be shown and days begin.' }),
});
export type ConsoleSession = Static<typeof ConsoleSession>;

/** The password, given again. */
export const Confirmation = Type.Object(
  { password: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);

/** How somebody changes their own password. */
export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String({ minLength: 1, maxLength: 256 }),
    newPassword: Type.String({ minLength: 8, maxLength: 64, description: '8 to 64 characters, and not a common one.' }),
  },
  { additionalProperties: false },
);

/** A picture to read. */
export const Captcha = Type.Object({
  id: Type.String(),
  image: Type.String({ description: 'A data URL of a PNG, 150×50.' }),
});
export type Captcha = Static<typeof Captcha>;
