import type { IncomingMessage } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { DomainError } from '../core/errors.ts';
import { openBodyShare } from './body-budget.ts';
import {
  type BodyFields,
  type BodyPolicy,
  checkNames,
  maxFields,
  maxTextBytes,
  refuseRepeated,
  setDeadline,
} from './body-policy.ts';
import { hasRepeatedNames } from './json-names.ts';
import { readMultipart } from './multipart.ts';

const maxDepth = 32;

/** Reads a JSON, form or multipart body (R4). Throws `request.malformed`, `request.too_large`, `request.overloaded`. */
export async function readBody(request: IncomingMessage, policy: BodyPolicy): Promise<BodyFields> {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const mediaType = type.trim().toLowerCase();
  if (mediaType === 'multipart/form-data') return readMultipart(request, policy);
  const text = await readText(request, maxTextBytes(policy));
  if (text === '') return {};
  if (!isUtf8(parameters)) throw new DomainError('request.malformed');
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return readJson(text, policy);
  if (mediaType === 'application/x-www-form-urlencoded') return refuseRepeated(readForm(text), policy);
  throw new DomainError('request.malformed');
}

function isUtf8(parameters: string[]): boolean {
  const charset = parameters.map((part) => part.trim().toLowerCase()).find((part) => part.startsWith('charset='));
  return charset === undefined || /^charset="?utf-?8"?$/.test(charset);
}

/** Listens instead of iterating: leaving an iteration early destroys the socket, and with it the answer. */
function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.reject(new DomainError('request.too_large'));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const share = openBodyShare();
    let size = 0;
    const refuse = (error: DomainError): void => {
      clearTimeout(deadline);
      share.giveBack();
      request.off('data', take);
      request.pause();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > maxBytes) throw new DomainError('request.too_large');
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        refuse(error as DomainError);
      }
    };
    const deadline = setDeadline(refuse);
    request.on('data', take);
    request.once('error', (error) => refuse(new DomainError('request.malformed', {}, error)));
    request.once('end', () => {
      clearTimeout(deadline);
      share.giveBack();
      try {
        resolve(decodeUtf8(Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DomainError('request.malformed', {}, error);
  }
}

function readJson(text: string, policy: BodyPolicy): BodyFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DomainError('request.malformed', {}, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DomainError('request.malformed');
  if (isDeeperThan(value, maxDepth)) throw new DomainError('request.malformed');
  const { refuseRepeatedNames: where } = policy;
  if (where !== undefined && hasRepeatedNames(text, where)) throw new DomainError('request.malformed');
  return checkNames(value as BodyFields);
}

/** What is nested without end would exhaust the stack of whoever walks it later. */
function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}

function readForm(text: string): BodyFields {
  if (hasBadEscape(text)) throw new DomainError('request.malformed');
  return checkNames(parseForm(text, '&', '=', { maxKeys: maxFields + 1 }));
}

/** Whether percent escapes are broken or spell no UTF-8. */
export function hasBadEscape(text: string): boolean {
  if (!text.includes('%')) return false;
  try {
    decodeURIComponent(text);
    return false;
  } catch {
    return true;
  }
}
