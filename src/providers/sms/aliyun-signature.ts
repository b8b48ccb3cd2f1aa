import { createHash, createHmac } from 'node:crypto';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A request as ACS3-HMAC-SHA256 signs it: names of headers in lower case, `query` written by `writeQuery`. */
export interface SignableRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
}

/** The Authorization header of Alibaba Cloud's signature V3: signs `host` and every `x-acs-` header. */
export function signAcs3(
  { method, path, query, headers, body }: SignableRequest,
  key: { accessKeyId: string; accessKeySecret: string },
): string {
  const signed = Object.keys(headers)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
  const lines = signed.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const canonical = [method, path, query, lines, signed.join(';'), sha256(body)].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
}

/** Parameters by name, in the one spelling that is both sent and signed. */
export function writeQuery(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What `x-acs-content-sha256` must say. */
export const hashBody = sha256;
