import { createCipheriv } from 'node:crypto';
import { isSameSecret } from '../../../same-secret.ts';
import { findScryptProblem } from '../bounds.ts';
import { deriveScrypt, findLengthProblem, readBytes } from './derived.ts';
import type { Scheme, Stored } from './scheme.ts';

/**
 * Firebase's own scrypt: `firebase(password, salt, key, 'Bw==', 8, 14)`, where the key is the project's signer key and
 * then come its salt separator, rounds and memory cost, all as the Firebase console shows them. What is stored is the
 * signer key, encrypted under what scrypt derives.
 */
export const firebase: Scheme = {
  args: { least: 5, most: 5 },
  usage:
    "the password, the salt, the signer key, the salt separator, the rounds and the memory cost, as in firebase(password, salt, key, 'Bw==', 8, 14)",
  findProblem(stored) {
    const { signerKey, memoryCost, r, expected } = read(stored);
    if (!Number.isInteger(memoryCost) || memoryCost < 1 || memoryCost > 24)
      return `a memory cost of ${memoryCost} is not allowed`;
    if (signerKey.length === 0) return 'the signer key is missing';
    return findScryptProblem({ N: 2 ** memoryCost, r, p: 1 }) ?? findLengthProblem(expected);
  },
  async matches(password, stored) {
    const { signerKey, salt, memoryCost, r, expected } = read(stored);
    const key = await deriveScrypt(password, { N: 2 ** memoryCost, r, p: 1, salt }, 32);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    const computed = Buffer.concat([cipher.update(signerKey), cipher.final()]);
    return isSameSecret(computed, expected as Buffer);
  },
};

function read({ hash, args: [salt, signerKey, separator, rounds, memoryCost] }: Stored) {
  const bytes = (text: Buffer | undefined): Buffer => Buffer.from(String(text ?? ''), 'base64');
  return {
    salt: Buffer.concat([bytes(salt), bytes(separator)]),
    signerKey: bytes(signerKey),
    r: Number(String(rounds)),
    memoryCost: Number(String(memoryCost)),
    expected: readBytes(hash),
  };
}
