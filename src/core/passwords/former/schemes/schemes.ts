import { argon2 } from './argon2.ts';
import { auto } from './auto.ts';
import { bcrypt } from './bcrypt.ts';
import { django } from './django.ts';
import { firebase } from './firebase.ts';
import { passlib } from './passlib.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { phpass } from './phpass.ts';
import { ldap } from './rfc2307.ts';
import type { Scheme } from './scheme.ts';
import { scrypt } from './scrypt.ts';
import { werkzeug } from './werkzeug.ts';
import { wordpress } from './wordpress.ts';

/** Every scheme that a format string can name: one line each. */
export const schemes: Readonly<Record<string, Scheme>> = {
  auto,
  bcrypt,
  argon2,
  scrypt,
  firebase,
  pbkdf2,
  django,
  werkzeug,
  passlib,
  phpass,
  wordpress,
  ldap,
};
