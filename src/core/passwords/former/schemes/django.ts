import { hash as digest } from 'node:crypto';
import { isSameSecret } from '../../../same-secret.ts';
import { findPbkdf2Problem, findScryptProblem } from '../bounds.ts';
import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { findLengthProblem, isPbkdf2, isScrypt } from './derived.ts';
import { nothingElse, type Scheme } from './scheme.ts';

type Judge = Pick<Scheme, 'findProblem' | 'matches'>;

const fromBase64 = (text = ''): Buffer => Buffer.from(text, 'base64');
const shapeProblem = (algorithm: string, form: string): string =>
  `it does not look like Django's ${algorithm} (${form})`;

/** What follows the first `$` is another scheme's own text. */
function prefixed(scheme: Scheme, prepare: (password: Buffer) => Buffer = (password) => password): Judge {
  const rest = (hash: string): string => hash.slice(hash.indexOf('$') + 1);
  return {
    findProblem: ({ hash }) => scheme.findProblem({ hash: withDollar(rest(hash)), args: [] }),
    matches: (password, { hash }) => scheme.matches(prepare(password), { hash: withDollar(rest(hash)), args: [] }),
  };
}

const withDollar = (text: string): string => (text.startsWith('$') ? text : `$${text}`);

function pbkdf2With(name: string): Judge {
  const read = (hash: string) => {
    const [, rounds, salt = '', text] = hash.split('$');
    return { digest: name, rounds: Number(rounds), salt: Buffer.from(salt), expected: fromBase64(text) };
  };
  return {
    findProblem({ hash }) {
      if (hash.split('$').length !== 4) return shapeProblem('PBKDF2', `pbkdf2_${name}$rounds$salt$hash`);
      const { rounds, expected } = read(hash);
      return findPbkdf2Problem(rounds) ?? findLengthProblem(expected);
    },
    matches(password, { hash }) {
      const { expected, ...parameters } = read(hash);
      return isPbkdf2(password, expected, parameters);
    },
  };
}

const scrypt: Judge = {
  findProblem({ hash }) {
    const { expected, ...parameters } = readScrypt(hash);
    if (hash.split('$').length !== 6) return shapeProblem('scrypt', 'scrypt$salt$N$r$p$hash');
    return findScryptProblem(parameters) ?? findLengthProblem(expected);
  },
  matches(password, { hash }) {
    const { expected, ...parameters } = readScrypt(hash);
    return isScrypt(password, expected, parameters);
  },
};

function readScrypt(hash: string) {
  // Its own order: the salt, N, then r and p.
  const [, salt = '', N, r, p, text] = hash.split('$');
  return { salt: Buffer.from(salt), N: Number(N), r: Number(r), p: Number(p), expected: fromBase64(text) };
}

function saltedWith(name: string): Judge {
  const shape = new RegExp(`^${name}\\$([^$]*)\\$([0-9a-f]+)$`);
  return {
    findProblem: ({ hash }) => (shape.test(hash) ? undefined : shapeProblem(name, `${name}$salt$hash`)),
    async matches(password, { hash }) {
      const [, salt = '', expected = ''] = shape.exec(hash) ?? [];
      return isSameSecret(digest(name, Buffer.concat([Buffer.from(salt), password]), 'hex'), expected);
    },
  };
}

const algorithms: Readonly<Record<string, Judge>> = {
  pbkdf2_sha256: pbkdf2With('sha256'),
  pbkdf2_sha1: pbkdf2With('sha1'),
  argon2: prefixed(argon2),
  bcrypt: prefixed(bcrypt),
  bcrypt_sha256: prefixed(bcrypt, (password) => Buffer.from(digest('sha256', password, 'hex'))),
  scrypt,
  md5: saltedWith('md5'),
  sha1: saltedWith('sha1'),
};

const algorithmOf = (hash: string): Judge | undefined => algorithms[hash.slice(0, hash.indexOf('$'))];

/** What Django keeps: `pbkdf2_sha256$rounds$salt$hash` and its other hashers. */
export const django: Scheme = {
  ...nothingElse,
  findProblem: (stored) =>
    algorithmOf(stored.hash)?.findProblem(stored) ??
    (algorithmOf(stored.hash) ? undefined : `it begins with none of ${Object.keys(algorithms).join(', ')} and a $`),
  matches: async (password, stored) => (await algorithmOf(stored.hash)?.matches(password, stored)) ?? false,
};
