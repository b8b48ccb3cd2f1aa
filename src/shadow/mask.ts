import type { BodyFields } from './body-fields.ts';
import { lastName } from './field-rules.ts';
import { typeOf } from './shapes.ts';

const masked = '***';
const longestShown = 80;
// Masked, a text may become shorter: what is shown has to be far from where it was cut.
const longestMasked = 400;
const longestSearched = 4_000;
const mostNames = 20;
const secretNames = /pass|pwd|token|secret|key|code|captcha|cookie|authorization|signature|credential|pin$|openid/i;
// Of an envelope: `0`, `10004`, `4403`, `511`. What is sent to people has six digits.
const mostEnvelopeCode = 99_999;

/** A value as it may be written down: what is secret by its name or its look is not in it, and not what `secrets` lists. */
export function maskValue(field: string, value: unknown, secrets: readonly string[]): string {
  if (value === undefined) return '-';
  const type = typeOf(value);
  if (type === 'object' || type === 'array') return maskInside(field, value as object, secrets);
  if (secretNames.test(lastName(field)) && !isEnvelopeCode(field, value)) {
    return type === 'null' || value === '' ? JSON.stringify(value) : `${masked} (${type})`;
  }
  return type === 'text' ? maskText(JSON.stringify(value), secrets) : maskText(String(value), secrets);
}

/** The names alone: what is missing or too much in whole is told by its fields. */
function maskInside(field: string, value: object, secrets: readonly string[]): string {
  if (!Array.isArray(value)) {
    const names = Object.keys(value).slice(0, mostNames);
    return cut(`{${names.map((name) => maskText(name, secrets)).join(', ')}}`);
  }
  const [first] = value;
  const shown = value.length === 0 || Array.isArray(first) ? '' : `${maskValue(field, first, secrets)}, `;
  return `[${shown}${value.length} in all]`;
}

function isEnvelopeCode(field: string, value: unknown): boolean {
  return field === 'code' && Number.isInteger(value) && (value as number) <= mostEnvelopeCode;
}

/** A text without e-mails, phone numbers and what looks like a token, and none of the secrets. */
export function maskText(text: string, secrets: readonly string[] = []): string {
  let shown = beginning(text, longestSearched);
  for (const secret of secrets) shown = shown.replaceAll(secret, masked);
  shown = beginning(shown, longestMasked)
    .replace(/([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)/g, `$1${masked}@$2`)
    .replace(/(?<![\w-])[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, masked)
    .replace(/(?<!\d)(\d{3})\d{4,8}(\d{4})(?!\d)/g, '$1****$2')
    .replace(/[\w-]{20,}/g, (word) => (/\d/.test(word) || /[a-z][A-Z]/.test(word) ? masked : word))
    .replace(/(?<![\d-])\d{6}(?![\d-])/g, masked);
  return cut(shown);
}

/** No more of it than can be shown, since the patterns take the square of a length; and no half of a word, which nothing would mask. */
function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(0, length).search(/[^\s"',;]*$/);
  return `${text.slice(0, end)}…`;
}

function cut(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

// Shorter ones would hide half of every text.
const shortestSecret = 4;
// A body with thousands of them is somebody's joke, and its own secret.
const mostSecrets = 200;

/** What a request carries that no answer's text may show, should the server repeat it. */
export function findRequestSecrets(
  headers: Readonly<Record<string, unknown>>,
  fields: BodyFields,
  url: string,
): string[] {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const named = [...Object.entries(headers), ...Object.entries(fields), ...query].filter(([name]) =>
    secretNames.test(name),
  );
  const texts = named.flatMap(([, value]) => [value].flat()).map(String);
  // Of `Bearer x` and `a=b; c=d` each part is one.
  const parts = new Set(texts.flatMap((text) => [text, ...text.split(/[\s;=,]+/)]));
  return (
    [...parts]
      .filter((text) => text.length >= shortestSecret && !/^(bearer|token)$/i.test(text))
      // The longest first, since one may be a part of another.
      .sort((a, b) => b.length - a.length)
      .slice(0, mostSecrets)
  );
}
