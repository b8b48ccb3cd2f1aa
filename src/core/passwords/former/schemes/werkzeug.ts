import { findPbkdf2Problem, findScryptProblem } from '../bounds.ts';
import { findLengthProblem, isPbkdf2, isScrypt, pbkdf2Digests } from './derived.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape =
  /^(?:pbkdf2:(?<digest>\w+):(?<rounds>\d+)|scrypt:(?<N>\d+):(?<r>\d+):(?<p>\d+))\$(?<salt>[^$]*)\$(?<hash>(?:[0-9a-f]{2})+)$/;

/** What Flask keeps: `pbkdf2:sha256:600000$salt$hash` and `scrypt:32768:8:1$salt$hash`. */
export const werkzeug: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const parts = read(hash);
    if (!parts) return 'it does not look like Werkzeug (scrypt:32768:8:1$salt$hash)';
    const { digest, scrypt, rounds, expected } = parts;
    if (digest === undefined) return findScryptProblem(scrypt) ?? findLengthProblem(expected);
    if (!pbkdf2Digests.includes(digest)) return `PBKDF2 with ${digest}: there are ${pbkdf2Digests.join(', ')}`;
    return findPbkdf2Problem(rounds) ?? findLengthProblem(expected);
  },
  async matches(password, { hash }) {
    const parts = read(hash);
    if (!parts) return false;
    const { digest, rounds, salt, scrypt, expected } = parts;
    if (digest === undefined) return isScrypt(password, expected, { ...scrypt, salt });
    return isPbkdf2(password, expected, { digest, rounds, salt });
  },
};

function read(text: string) {
  const { digest, rounds, N, r, p, salt = '', hash = '' } = shape.exec(text)?.groups ?? {};
  if (hash === '') return undefined;
  return {
    digest,
    rounds: Number(rounds),
    scrypt: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt),
    expected: Buffer.from(hash, 'hex'),
  };
}
