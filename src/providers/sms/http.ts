import { createHmac } from 'node:crypto';
import type { Clock, SmsCode } from '../../core/ports.ts';
import { maskSecrets } from '../vendor-http/exchange.ts';
import { type HttpAnswerOptions, readHttpAnswer } from './http-answer.ts';
import { escapeFor, escapes, fillTemplate, type PlaceholderValues } from './http-template.ts';
import { writeNationalNumber } from './national-number.ts';
import { codeMinutes, openSmsHttp, type SmsVendor, type VendorDeps } from './vendor.ts';
import { type Wording, wordingOf } from './wording.ts';

/** What an operator says of a vendor that Portico does not know by name. */
export interface HttpOptions {
  method: 'GET' | 'POST' | 'PUT';
  /** With placeholders, as the headers' values and the body have them. */
  url: string;
  headers: Record<string, string>;
  contentType: string;
  body: string;
  /** The sentence that `{text}` stands for, itself with placeholders; empty where nothing asks for it. */
  texts: Wording;
  secret: string;
  /** A header that gets the HMAC-SHA256 of the body in hexadecimal, keyed by the secret. */
  hmacHeader: string | undefined;
  answer: HttpAnswerOptions;
}

const vendor = 'http';

/** Any vendor that takes one HTTP request for one message. */
export function openHttp(options: HttpOptions, deps: VendorDeps): SmsVendor {
  const secrets = findSecrets(options);
  const http = openSmsHttp(vendor, secrets, deps);
  const hide = (text: string): string => maskSecrets(text, secrets);
  return {
    name: vendor,
    async send(message, signal) {
      const values = fillIn(options, message, deps.clock);
      const url = fillTemplate(options.url, values, escapes.url);
      const hasBody = options.method !== 'GET';
      const body = hasBody ? fillTemplate(options.body, values, escapeFor(options.contentType)) : '';
      const headers: Record<string, string> = hasBody ? { 'content-type': options.contentType } : {};
      for (const [name, value] of Object.entries(options.headers)) {
        headers[name.toLowerCase()] = fillTemplate(value, values, escapes.plain);
      }
      if (options.hmacHeader) {
        const signature = createHmac('sha256', options.secret).update(body).digest('hex');
        headers[options.hmacHeader.toLowerCase()] = signature;
      }
      const answer = await http({ method: options.method, url, headers, body }, signal);
      return readHttpAnswer(answer, options.answer, { clock: deps.clock, hide });
    },
  };
}

function fillIn({ texts, secret }: HttpOptions, message: SmsCode, clock: Clock): PlaceholderValues {
  const { to, purpose, language, code } = message;
  const values: PlaceholderValues = {
    to,
    number: to.slice(1),
    national: writeNationalNumber(to),
    code,
    minutes: String(codeMinutes),
    purpose,
    language,
    id: crypto.randomUUID(),
    timestamp: String(Math.floor(clock.now() / 1000)),
    secret,
    text: '',
  };
  return { ...values, text: fillTemplate(wordingOf(texts, message), values, escapes.plain) };
}

/** The secret, and what headers hold that may be one. */
function findSecrets({ secret, headers }: HttpOptions): string[] {
  const harmless = /^(accept|content-type|user-agent)$/i;
  const values = Object.entries(headers).flatMap(([name, value]) => (harmless.test(name) ? [] : value.split(/\s+/)));
  return [secret, ...values.filter((value) => value.length >= 8 && !/[{}]/.test(value))];
}
