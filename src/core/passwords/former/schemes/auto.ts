import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { django } from './django.ts';
import { passlib } from './passlib.ts';
import { phpass } from './phpass.ts';
import { ldap } from './rfc2307.ts';
import { nothingElse, type Scheme } from './scheme.ts';
import { werkzeug } from './werkzeug.ts';
import { wordpress } from './wordpress.ts';

const beginnings: ReadonlyArray<readonly [beginning: RegExp, scheme: Scheme]> = [
  [/^(?:\{bcrypt\})?\$2[abxy]?\$/, bcrypt],
  [/^\$argon2/, argon2],
  [/^\$wp\$/, wordpress],
  [/^\$[PH]\$/, phpass],
  [/^\$(?:pbkdf2|scrypt)/, passlib],
  [/^(?:pbkdf2|scrypt):/, werkzeug],
  [/^(?:pbkdf2_sha\d+|bcrypt|bcrypt_sha256|argon2|scrypt|md5|sha1)\$/, django],
  [/^\{/, ldap],
];

const schemeOf = (hash: string): Scheme | undefined => beginnings.find(([beginning]) => beginning.test(hash))?.[1];

/** Whichever scheme the stored text begins like: for tables in which several are mixed. */
export const auto: Scheme = {
  ...nothingElse,
  findProblem: (stored) =>
    schemeOf(stored.hash)?.findProblem(stored) ??
    (schemeOf(stored.hash) ? undefined : 'its beginning tells no scheme: say the format'),
  matches: async (password, stored) => (await schemeOf(stored.hash)?.matches(password, stored)) ?? false,
};
