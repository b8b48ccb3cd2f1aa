import type { HttpOptions } from '../providers/sms/http.ts';
import type { HttpAnswerOptions } from '../providers/sms/http-answer.ts';
import { findUnknownPlaceholders, placeholderNames } from '../providers/sms/http-template.ts';
import { listWordings } from '../providers/sms/wording.ts';
import { parseObject } from '../providers/vendor-http/json.ts';
import { readAddress } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';
import { readWording } from './wording.ts';

/** The generic adapter: one HTTP request for one message. */
export function readSmsHttpConfig(read: EnvironmentReader, problems: string[]): HttpOptions {
  const method = read.oneOf('PORTICO_SMS_HTTP_METHOD', ['POST', 'GET', 'PUT'], 'POST');
  const url = readAddress(read, problems, 'PORTICO_SMS_HTTP_URL', '');
  if (url === '') problems.push('PORTICO_SMS_HTTP_URL is missing: the address that takes a message');
  const headers = readHeaders(read, problems);
  const body = read.text('PORTICO_SMS_HTTP_BODY') ?? '';
  if (body === '' && method !== 'GET')
    problems.push('PORTICO_SMS_HTTP_BODY is missing: what is sent, with {to} and {code}');
  const options: HttpOptions = {
    method,
    url,
    headers,
    contentType: read.text('PORTICO_SMS_HTTP_CONTENT_TYPE') ?? 'application/json',
    body,
    texts: readTexts(read, problems, [url, body, ...Object.values(headers)]),
    secret: read.secret('PORTICO_SMS_HTTP_SECRET') ?? '',
    hmacHeader: read.text('PORTICO_SMS_HTTP_HMAC_HEADER'),
    answer: readAnswerOptions(read, problems),
  };
  findContradictions(options, problems);
  return options;
}

function readHeaders(read: EnvironmentReader, problems: string[]): Record<string, string> {
  const text = read.secret('PORTICO_SMS_HTTP_HEADERS');
  if (text === undefined) return {};
  const headers = parseObject(text);
  if (headers && Object.entries(headers).every(([name, value]) => isHeader(name, value))) {
    return headers as Record<string, string>;
  }
  problems.push(
    'PORTICO_SMS_HTTP_HEADERS must be a JSON object of texts, such as {"authorization": "Bearer {secret}"}',
  );
  return {};
}

function isHeader(name: string, value: unknown): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
}

/** The sentences, demanded only where one is asked for. */
function readTexts(read: EnvironmentReader, problems: string[], templates: readonly string[]): HttpOptions['texts'] {
  const isAsked = templates.some((template) => template.includes('{text}'));
  const what = 'the sentence that {text} stands for, with {code} in it';
  return readWording(read, isAsked ? problems : [], 'PORTICO_SMS_HTTP_TEXT', what);
}

function readAnswerOptions(read: EnvironmentReader, problems: string[]): HttpAnswerOptions {
  return {
    success: {
      statuses: readStatuses(read, problems),
      pointer: readPointer(read, problems, 'PORTICO_SMS_HTTP_SUCCESS_POINTER'),
      equals: read.text('PORTICO_SMS_HTTP_SUCCESS_EQUALS') ?? '',
      contains: read.text('PORTICO_SMS_HTTP_SUCCESS_CONTAINS'),
      pattern: readPattern(read, problems, 'PORTICO_SMS_HTTP_SUCCESS_PATTERN'),
    },
    failures: {
      throttled: readPhrases(read, 'PORTICO_SMS_HTTP_THROTTLED'),
      out_of_credit: readPhrases(read, 'PORTICO_SMS_HTTP_OUT_OF_CREDIT'),
      rejected: readPhrases(read, 'PORTICO_SMS_HTTP_REJECTED'),
      unavailable: readPhrases(read, 'PORTICO_SMS_HTTP_UNAVAILABLE'),
      misconfigured: readPhrases(read, 'PORTICO_SMS_HTTP_MISCONFIGURED'),
    },
    codePointer: readPointer(read, problems, 'PORTICO_SMS_HTTP_CODE_POINTER'),
    requestIdPointer: readPointer(read, problems, 'PORTICO_SMS_HTTP_REQUEST_ID_POINTER'),
    bizIdPointer: readPointer(read, problems, 'PORTICO_SMS_HTTP_BIZ_ID_POINTER'),
  };
}

/** Phrases may hold blanks, and are parted by commas. */
function readPhrases(read: EnvironmentReader, name: string): string[] {
  return (read.text(name) ?? '')
    .split(',')
    .map((phrase) => phrase.trim())
    .filter(Boolean);
}

function readStatuses(read: EnvironmentReader, problems: string[]): number[] {
  const texts = read.list('PORTICO_SMS_HTTP_SUCCESS_STATUS');
  if (texts.every((text) => /^[1-5]\d\d$/.test(text))) return texts.map(Number);
  problems.push('PORTICO_SMS_HTTP_SUCCESS_STATUS must hold HTTP statuses such as 200, 202');
  return [];
}

function readPointer(read: EnvironmentReader, problems: string[], name: string): string | undefined {
  const value = read.text(name);
  if (value !== undefined && !value.startsWith('/'))
    problems.push(`${name} must be a JSON pointer such as /result/code`);
  return value;
}

function readPattern(read: EnvironmentReader, problems: string[], name: string): RegExp | undefined {
  const value = read.text(name);
  try {
    return value === undefined ? undefined : new RegExp(value, 'u');
  } catch (error) {
    problems.push(`${name} is no regular expression: ${(error as Error).message}`);
    return undefined;
  }
}

/** Settings that are right one by one and wrong together. */
function findContradictions(
  { url, body, headers, contentType, texts, secret, hmacHeader, answer }: HttpOptions,
  problems: string[],
) {
  const { success } = answer;
  const templates = [url, body, ...Object.values(headers), ...listWordings(texts)];
  for (const name of new Set(templates.flatMap(findUnknownPlaceholders))) {
    problems.push(
      `PORTICO_SMS_HTTP_BODY, _URL, _HEADERS or _TEXT: {${name}} stands for nothing; there are ${placeholderNames.join(', ')}`,
    );
  }
  const carries = (name: string): boolean => templates.some((template) => template.includes(`{${name}}`));
  if (url !== '' && !carries('code')) problems.push('PORTICO_SMS_HTTP_BODY says {code} nowhere, nor does the address');
  if (url !== '' && !['to', 'number', 'national'].some(carries)) {
    problems.push('PORTICO_SMS_HTTP_BODY says {to}, {number} or {national} nowhere, nor does the address');
  }
  if (Object.values(headers).some((value) => value.includes('{text}'))) {
    problems.push('PORTICO_SMS_HTTP_HEADERS cannot hold {text}: headers are plain ASCII');
  }
  if (!isHeader('content-type', contentType)) problems.push('PORTICO_SMS_HTTP_CONTENT_TYPE must be plain ASCII');
  if (hmacHeader !== undefined && !isHeader(hmacHeader, '')) {
    problems.push('PORTICO_SMS_HTTP_HMAC_HEADER must be the name of a header, such as x-signature');
  }
  if (Object.values(headers).some((value) => value.includes('{secret}')) && !isHeader('authorization', secret)) {
    problems.push('PORTICO_SMS_HTTP_SECRET stands in a header and must be plain ASCII');
  }
  if (secret === '' && (hmacHeader || carries('secret'))) {
    problems.push('PORTICO_SMS_HTTP_SECRET (or PORTICO_SMS_HTTP_SECRET_FILE) is missing: something is made of it');
  }
  if ((success.pointer === undefined) !== (success.equals === '')) {
    problems.push('PORTICO_SMS_HTTP_SUCCESS_POINTER and PORTICO_SMS_HTTP_SUCCESS_EQUALS belong together');
  }
}
