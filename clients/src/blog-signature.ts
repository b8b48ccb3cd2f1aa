import { md5 as md5Of } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The pair that an operator gives a front end. */
export interface SigningKey {
  authKey: string;
  authSecret: string;
}

/** Parameters with what the contract asks of every request. */
export type Signed = Record<string, unknown> & { auth_key: string; timestamp: number; token: string };

/** Lowercase hex of a text's UTF-8, as the blog's contract wants passwords and signatures. */
export function md5(text: string): string {
  return bytesToHex(md5Of(utf8ToBytes(text)));
}

/**
 * The parameters of one request, query and top-level body fields together, with `auth_key`, `timestamp` and `token` (blog,
 * Token生成说明; B1): values sorted by name and joined, texts as they are and all else as compact JSON, then the secret.
 */
export function signParameters(parameters: object, timestamp: number, { authKey, authSecret }: SigningKey): Signed {
  // As the server will read it: what JSON leaves out is not signed, and a date is a text.
  const sent: Record<string, unknown> = { ...JSON.parse(JSON.stringify(parameters)), timestamp };
  const values = Object.keys(sent)
    .filter((name) => name !== 'token' && name !== 'auth_key')
    .sort()
    .map((name) => (typeof sent[name] === 'string' ? sent[name] : JSON.stringify(sent[name])));
  return { ...sent, timestamp, auth_key: authKey, token: md5(values.join('') + authSecret) };
}
