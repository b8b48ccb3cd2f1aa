import { pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { isSameSecret } from '../../../same-secret.ts';

/** What PBKDF2 is told. */
export interface Pbkdf2Parameters {
  digest: string;
  rounds: number;
  salt: Buffer;
}

/** What scrypt is told. */
export interface ScryptParameters {
  N: number;
  r: number;
  p: number;
  salt: Buffer;
}

const derivePbkdf2 = promisify(pbkdf2);

/** The digests that PBKDF2 is used with. */
export const pbkdf2Digests = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
/** How long what is derived may be, in bytes. */
const derivedBytes = { least: 16, most: 128 } as const;

/** Whether PBKDF2 comes to these bytes. */
export async function isPbkdf2(password: Buffer, expected: Buffer, parameters: Pbkdf2Parameters): Promise<boolean> {
  const { digest, rounds, salt } = parameters;
  return isSameSecret(await derivePbkdf2(password, salt, rounds, expected.length, digest), expected);
}

/** Whether scrypt comes to these bytes. */
export async function isScrypt(password: Buffer, expected: Buffer, parameters: ScryptParameters): Promise<boolean> {
  return isSameSecret(await deriveScrypt(password, parameters, expected.length), expected);
}

/** What scrypt comes to, so many bytes long. */
export function deriveScrypt(password: Buffer, { N, r, p, salt }: ScryptParameters, bytes: number): Promise<Buffer> {
  // Node refuses from its default of 32 MiB on; what may be asked for at all is judged before.
  const maxmem = 128 * N * r + 128 * r * p + 2 ** 20;
  return new Promise((resolve, reject) =>
    scrypt(password, salt, bytes, { N, r, p, maxmem }, (error, derived) => (error ? reject(error) : resolve(derived))),
  );
}

/** Why so many derived bytes are refused; undefined where they are not. */
export function findLengthProblem(derived: Buffer | undefined): string | undefined {
  const { least, most } = derivedBytes;
  if (!derived) return 'it is neither hexadecimal nor base64';
  if (derived.length < least || derived.length > most) return `it has ${derived.length} bytes, not ${least} to ${most}`;
  return undefined;
}

/** Bytes written as hexadecimal or in any base64. */
export function readBytes(text: string): Buffer | undefined {
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_.-]+={0,2}$/.test(text)) return Buffer.from(text.replaceAll('.', '+'), 'base64');
  return undefined;
}
