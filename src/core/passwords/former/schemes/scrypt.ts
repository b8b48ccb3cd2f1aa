import { findScryptProblem } from '../bounds.ts';
import { findLengthProblem, isScrypt, readBytes } from './derived.ts';
import type { Scheme, Stored } from './scheme.ts';

/** `scrypt(password, salt, 16384, 8, 1)`: the hash is hexadecimal or base64, and tells how long it is. */
export const scrypt: Scheme = {
  args: { least: 4, most: 4 },
  usage: 'the password, the salt, N, r and p, as in scrypt(password, salt, 16384, 8, 1)',
  findProblem(stored) {
    const { expected, ...parameters } = read(stored);
    return findScryptProblem(parameters) ?? findLengthProblem(expected);
  },
  matches(password, stored) {
    const { expected, ...parameters } = read(stored);
    return isScrypt(password, expected as Buffer, parameters);
  },
};

function read({ hash, args: [salt = Buffer.alloc(0), N, r, p] }: Stored) {
  const number = (text: Buffer | undefined): number => Number(String(text));
  return { salt, N: number(N), r: number(r), p: number(p), expected: readBytes(hash) };
}
