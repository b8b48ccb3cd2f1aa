import { invalidFields } from '../../core/errors.ts';
import { parsePin } from '../../core/vault/pin.ts';

/** What a client tells of an account: its pin and, where it has one, its key. */
export interface CookieAccount {
  pin: string;
  ptKey?: string | undefined;
}

const longestKey = 4096;

/** A pin alone, or a cookie with `pt_pin` and `pt_key` in any order and letter case (P1). Throws `request.invalid_fields`. */
export function readCookie(field: string, text: string): CookieAccount {
  if (!/[=;\s]/.test(text.trim())) return { pin: readPin(field, text) };
  const parts = splitCookie(text);
  const ptKey = onlyValue(parts, ['pt_key']);
  if (ptKey === undefined) refuse(field, 'Cookie 中应有且只有一个不为空的 pt_key');
  return { pin: readPin(field, text), ptKey: readKey(field, text, ['pt_key']) };
}

/** The pin of a text that is a pin alone or a cookie with `pt_pin` (P2, P3). Throws `request.invalid_fields`. */
export function readPin(field: string, text: string): string {
  const bare = !/[=;\s]/.test(text.trim());
  const pin = bare ? text : onlyValue(splitCookie(text), ['pt_pin']);
  const parsed = pin === undefined ? undefined : parsePin(pin);
  return parsed ?? refuse(field, '应为 pt_pin，或有且只有一个 pt_pin 的 Cookie，pt_pin 最多 200 字');
}

/**
 * A key that stands alone or, under one of `names`, in a cookie; undefined for a blank text. Throws
 * `request.invalid_fields`.
 */
export function readKey(field: string, text: string | undefined, names: readonly string[]): string | undefined {
  const bare = text?.trim() ?? '';
  if (bare === '') return undefined;
  const parts = splitCookie(bare);
  const isCookie = bare.includes(';') || parts.some(([name]) => names.includes(name));
  const key = isCookie ? onlyValue(parts, names) : bare;
  if (key === undefined || key.length > longestKey || /[\s\p{Cc}]/u.test(key)) {
    refuse(field, `应为 ${names[0]}，或有且只有一个 ${names[0]} 的 Cookie，不能含空白，最多 ${longestKey} 字`);
  }
  return key;
}

type CookiePart = readonly [name: string, value: string];

function splitCookie(text: string): CookiePart[] {
  return text.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    return equals === -1 ? [] : [[part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()] as const];
  });
}

/** Undefined where none of the names is there, where there are two, and where the value is empty or holds a blank. */
function onlyValue(parts: CookiePart[], names: readonly string[]): string | undefined {
  const [part, second] = parts.filter(([name]) => names.includes(name));
  if (!part || second) return undefined;
  return /^\S+$/.test(part[1]) ? part[1] : undefined;
}

function refuse(field: string, rule: string): never {
  throw invalidFields({ field, label: field, rule });
}
