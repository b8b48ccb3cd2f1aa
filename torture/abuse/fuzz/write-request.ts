import { gzipSync } from 'node:zlib';
import { sign } from '../../../test/support/blog.ts';
import type { Fields } from '../../../test/support/encodings.ts';
import type { WireRequest } from '../wire.ts';
import { asTexts, type EncodedBody, encode, writeQuery } from './encode.ts';
import type { Damage, FuzzInput } from './inputs.ts';

type Headers = Record<string, string>;

const wrongCredential: Headers = {
  authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.',
  'access-token': 'eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.',
  'api-token': 'portico_panel_wrong',
};

/** Writes a request as it goes on the wire. */
export function writeRequest(input: FuzzInput, credentials: readonly Headers[]): WireRequest {
  const { method, body, encoding, damage, wantsPage } = input;
  const { query, fields } =
    input.route.target === 'blog' && input.isSigned ? signed(input) : { query: input.query, fields: body };
  const text = writeQuery(query);
  const path = writePath(input) + (text === '' ? '' : `?${text}`);
  const headers = { ...credentialOf(input, credentials), ...(wantsPage && { accept: 'text/html' }) };
  // Node's client sends no body with TRACE.
  if (fields === undefined || method === 'TRACE') return { method, path: shorten(path), headers };
  const written = hurt(encode(fields, encoding), damage);
  const compressed: Headers = damage === 'compressed' ? { 'content-encoding': 'gzip' } : {};
  return {
    method,
    path: shorten(path),
    headers: { ...headers, ...compressed, 'content-type': written.type },
    body: written.bytes,
  };
}

/** Longer URLs are a matter of the HTTP parser, which `malformed` is about. */
function shorten(path: string): string {
  return path.length > 15_000 ? path.slice(0, 15_000).replace(/%.?$/, '') : path;
}

function writePath({ route, params }: FuzzInput): string {
  return route.url.replaceAll(/:(\w+)|\*/g, (_, name = '*') => {
    const [text = ''] = Object.values(asTexts({ value: params[name] }));
    return encodeURIComponent(text.slice(0, 3_000).toWellFormed());
  });
}

function credentialOf({ credential }: FuzzInput, credentials: readonly Headers[]): Headers {
  if (credential === 0 || credentials.length === 0) return {};
  return credential === 1 ? wrongCredential : (credentials[credential % credentials.length] ?? {});
}

/** As the blog's front end signs: over all parameters together, which a GET has in its query. */
function signed({ query, body, encoding, method }: FuzzInput): { query: Fields; fields: Fields | undefined } {
  const texts = asTexts(query);
  const fields = body && (encoding === 'json' ? body : asTexts(body));
  const all = sign({ ...(fields && jsonOf(fields)), ...texts }, String(Date.now()));
  const { auth_key, timestamp, token } = all;
  const signature = { auth_key, timestamp, token };
  if (method === 'GET' || method === 'HEAD' || !fields) return { query: { ...texts, ...signature }, fields };
  return { query: texts, fields: { ...fields, ...signature } };
}

/** What of the values JSON keeps. */
function jsonOf(fields: Fields): Fields {
  return JSON.parse(JSON.stringify(fields)) as Fields;
}

function hurt({ type, bytes }: EncodedBody, damage: Damage): EncodedBody {
  const text = bytes.toString('latin1');
  const middle = Math.floor(bytes.length / 2);
  const into = (more: string): Buffer => Buffer.from(text.replace(/^\{/, `{${more},`), 'latin1');
  switch (damage) {
    case 'cut':
      return { type, bytes: bytes.subarray(0, middle) };
    case 'flipped':
      return {
        type,
        bytes: Buffer.concat([bytes.subarray(0, middle), Buffer.from([255]), bytes.subarray(middle + 1)]),
      };
    case 'repeated-name':
      return { type, bytes: into('"account":1,"\\u0061ccount":2') };
    case 'prototype':
      return { type, bytes: into('"__proto__":{"role":"owner"}') };
    case 'deep':
      return { type, bytes: into(`"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}`) };
    case 'marked':
      return { type, bytes: Buffer.concat([Buffer.from('\ufeff'), bytes]) };
    case 'wrong-type':
      return { type: 'application/xml; charset=gbk', bytes };
    case 'compressed':
      return { type, bytes: gzipSync(bytes) };
    default:
      return { type, bytes };
  }
}
