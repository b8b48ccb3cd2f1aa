import { createHash, createHmac } from 'node:crypto';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** What of a POST request to `/` is signed; the values of `headers` exactly as they are sent. */
export interface SignableTencentRequest {
  service: string;
  timestampSeconds: number;
  /** Names in lower case, `content-type` and `host` among them. */
  headers: Record<string, string>;
  body: string;
}

/** The Authorization header of Tencent Cloud's signature v3, TC3-HMAC-SHA256. */
export function signTc3(
  { service, timestampSeconds, headers, body }: SignableTencentRequest,
  { secretId, secretKey }: { secretId: string; secretKey: string },
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]?.trim().toLowerCase()}\n`).join('');
  const canonical = ['POST', '/', '', lines, names.join(';'), sha256(body)].join('\n');
  const date = new Date(timestampSeconds * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const toSign = ['TC3-HMAC-SHA256', timestampSeconds, scope, sha256(canonical)].join('\n');
  const key = [date, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${secretKey}`);
  const signature = hmac(key, toSign).toString('hex');
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
