import { hash as digest } from 'node:crypto';
import { isSameSecret } from '../../../same-secret.ts';
import { nothingElse, type Scheme } from './scheme.ts';

const shape = /^\{(S?)(MD5|SHA|SHA256|SHA512)\}([A-Za-z0-9+/]+={0,2})$/i;
const sizes: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  MD5: ['md5', 16],
  SHA: ['sha1', 20],
  SHA256: ['sha256', 32],
  SHA512: ['sha512', 64],
};

/** What directories keep in `userPassword` (RFC 2307): `{SSHA}base64`, with the salt behind the digest, and its kin. */
export const ldap: Scheme = {
  ...nothingElse,
  findProblem({ hash }) {
    const parts = read(hash);
    if (!parts) return 'it does not look like {SSHA}…';
    const { isSalted, bytes, size } = parts;
    if (isSalted ? bytes.length <= size : bytes.length !== size) return `it has ${bytes.length} bytes, which cannot be`;
    return undefined;
  },
  async matches(password, { hash }) {
    const parts = read(hash);
    if (!parts) return false;
    const { name, size, bytes } = parts;
    const computed = digest(name, Buffer.concat([password, bytes.subarray(size)]), 'buffer');
    return isSameSecret(computed, bytes.subarray(0, size));
  },
};

function read(hash: string) {
  const [, salted = '', kind = '', text = ''] = shape.exec(hash) ?? [];
  const known = sizes[kind.toUpperCase()];
  if (!known) return undefined;
  const [name, size] = known;
  return { name, size, isSalted: salted !== '', bytes: Buffer.from(text, 'base64') };
}
