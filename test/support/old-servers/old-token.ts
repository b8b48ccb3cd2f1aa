import { randomBytes } from 'node:crypto';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token in the form of a JWT, signed with nothing that anybody knows. */
export function newOldJwt(claims: object): string {
  const nonce = randomBytes(8).toString('hex');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, nonce })}.${randomBytes(32).toString('base64url')}`;
}
