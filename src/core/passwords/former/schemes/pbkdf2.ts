import { findPbkdf2Problem } from '../bounds.ts';
import { findLengthProblem, isPbkdf2, pbkdf2Digests, readBytes } from './derived.ts';
import type { Scheme, Stored } from './scheme.ts';

/** `pbkdf2(password, salt, 'sha256', 10000)`: the hash is hexadecimal or base64, and tells how long it is. */
export const pbkdf2: Scheme = {
  args: { least: 3, most: 3 },
  usage: "the password, the salt, the digest and the rounds, as in pbkdf2(password, salt, 'sha256', 10000)",
  findProblem(stored) {
    const { digest, rounds, expected } = read(stored);
    if (!pbkdf2Digests.includes(digest)) return `PBKDF2 with ${digest}: there are ${pbkdf2Digests.join(', ')}`;
    return findPbkdf2Problem(rounds) ?? findLengthProblem(expected);
  },
  matches(password, stored) {
    const { expected, ...parameters } = read(stored);
    return isPbkdf2(password, expected as Buffer, parameters);
  },
};

function read({ hash, args: [salt = Buffer.alloc(0), digest, rounds] }: Stored) {
  return { salt, digest: String(digest), rounds: Number(String(rounds)), expected: readBytes(hash) };
}
