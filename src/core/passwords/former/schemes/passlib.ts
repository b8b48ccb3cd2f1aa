import { findPbkdf2Problem, findScryptProblem } from '../bounds.ts';
import { findLengthProblem, isPbkdf2, isScrypt, readBytes } from './derived.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape =
  /^\$(?:pbkdf2(?:-(?<digest>sha256|sha512))?\$(?<rounds>\d+)|scrypt\$ln=(?<ln>\d+),r=(?<r>\d+),p=(?<p>\d+))\$(?<salt>[^$]*)\$(?<hash>[^$]+)$/;

/** Modular crypt texts: `$pbkdf2-sha256$29000$salt$hash`, `$scrypt$ln=16,r=8,p=1$salt$hash`. */
export const passlib: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const parts = read(hash);
    if (!parts) return 'it does not look like $pbkdf2-sha256$… or $scrypt$…';
    const { isPbkdf2: isRounds, rounds, scrypt, expected } = parts;
    return (isRounds ? findPbkdf2Problem(rounds) : findScryptProblem(scrypt)) ?? findLengthProblem(expected);
  },
  async matches(password, { hash }) {
    const parts = read(hash);
    if (!parts?.expected) return false;
    const { isPbkdf2: isRounds, digest, rounds, scrypt, salt, expected } = parts;
    return isRounds
      ? isPbkdf2(password, expected, { digest, rounds, salt })
      : isScrypt(password, expected, { ...scrypt, salt });
  },
};

function read(text: string) {
  const groups = shape.exec(text)?.groups;
  if (!groups) return undefined;
  const { digest = 'sha1', rounds, ln, r, p, salt = '', hash = '' } = groups;
  const bytes = (encoded: string): Buffer => Buffer.from(encoded.replaceAll('.', '+'), 'base64');
  return {
    isPbkdf2: rounds !== undefined,
    digest,
    rounds: Number(rounds),
    scrypt: { N: Number(ln) > 30 ? Number.NaN : 2 ** Number(ln), r: Number(r), p: Number(p) },
    salt: bytes(salt),
    expected: readBytes(hash) && bytes(hash),
  };
}
