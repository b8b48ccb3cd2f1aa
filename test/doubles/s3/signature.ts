import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './answers.ts';

/** Whose signature it is to be. */
interface S3Account {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The double's only account. */
export const s3Account: S3Account = { accessKeyId: 'AKIDTESTS3DOUBLE', secretAccessKey: 's3-secret+of/the-double' };

const fifteenMinutesMs = 15 * 60_000;
const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** What a signature says, wherever it stands in the request. */
interface Signed {
  credential: string;
  date: string;
  headerNames: string[];
  signature: string;
  payloadHash: string;
}

/**
 * Judges Signature Version 4 as the page "Authenticating Requests" computes it, in headers or in the query; answers what
 * the body must hash to, undefined where it is not signed. Written from that page alone. Throws S3Error.
 */
export function requireSignature(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  url: URL,
  { now, account = s3Account }: { now: number; account?: S3Account },
): string | undefined {
  const signed = url.searchParams.has('X-Amz-Signature') ? readQuery(url, now) : readHeaders(request, now);
  const [keyId, day = '', region = '', service, end] = signed.credential.split('/');
  if (service !== 's3' || end !== 'aws4_request' || !signed.date.startsWith(day)) {
    throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  }
  if (keyId !== account.accessKeyId) {
    throw new S3Error(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${signed.date}\n${scope}\n${sha256Hex(canonicalRequest(request, url, signed))}`;
  let key: Buffer | string = `AWS4${account.secretAccessKey}`;
  for (const step of [day, region, 's3', 'aws4_request']) key = hmac(key, step);
  if (hmac(key, toSign).toString('hex') !== signed.signature) {
    throw new S3Error(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.');
  }
  return /^[0-9a-f]{64}$/.test(signed.payloadHash) ? signed.payloadHash : undefined;
}

function readHeaders(request: Pick<IncomingMessage, 'headers'>, now: number): Signed {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    ) ?? [];
  if (!credential || !names || !signature) throw new S3Error(403, 'AccessDenied', 'Access Denied');
  const date = header('x-amz-date');
  if (Math.abs(readDate(date) - now) > fifteenMinutesMs) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the time is too large.',
    );
  }
  const headerNames = names.split(';');
  const mustBeSigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') || name === 'host');
  if (mustBeSigned.some((name) => !headerNames.includes(name))) {
    throw new S3Error(403, 'AccessDenied', 'There were headers present in the request which were not signed');
  }
  const payloadHash = header('x-amz-content-sha256');
  if (!/^[0-9a-f]{64}$|^UNSIGNED-PAYLOAD$/.test(payloadHash)) {
    throw new S3Error(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented');
  }
  return { credential, date, headerNames, signature, payloadHash };
}

function readQuery(url: URL, now: number): Signed {
  const query = (name: string): string => url.searchParams.get(name) ?? '';
  const seconds = Number(query('X-Amz-Expires'));
  if (query('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || !(seconds >= 1 && seconds <= 604_800)) {
    throw new S3Error(400, 'AuthorizationQueryParametersError', 'X-Amz-Algorithm or X-Amz-Expires is wrong.');
  }
  const date = query('X-Amz-Date');
  if (now > readDate(date) + seconds * 1000) throw new S3Error(403, 'AccessDenied', 'Request has expired');
  return {
    credential: query('X-Amz-Credential'),
    date,
    headerNames: query('X-Amz-SignedHeaders').split(';'),
    signature: query('X-Amz-Signature'),
    payloadHash: 'UNSIGNED-PAYLOAD',
  };
}

function readDate(text: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const [year = 0, month = 1, ...rest] = parts.map(Number);
  return parts.length === 6 ? Date.UTC(year, month - 1, ...rest) : Number.NaN;
}

function canonicalRequest(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  url: URL,
  { headerNames, payloadHash }: Signed,
): string {
  const path = url.pathname.split('/').map(decodeURIComponent).map(percentEncode).join('/');
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .toSorted()
    .join('&');
  const headers = headerNames.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  return [request.method, path, query, headers.join(''), headerNames.join(';'), payloadHash].join('\n');
}

/** RFC 3986: everything but unreserved characters, byte by byte. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
