import { invalidFields } from '../../core/errors.ts';
import { parsePin } from '../../core/vault/pin.ts';

/** What a client tells of an account: its pin and, in a cookie, its key. */
export interface CookieAccount {
  pin: string;
  ptKey?: string;
}

const longestKey = 4096;

/** A pin alone, or a cookie with `pt_pin` and `pt_key` in any order and letter case (P1). Throws `request.invalid_fields`. */
export function readCookie(field: string, text: string): CookieAccount {
  if (isBarePin(text)) return { pin: checkPin(field, text) };
  const parts = splitCookie(text);
  return {
    pin: checkPin(field, onlyValue(parts, ['pt_pin'])),
    ptKey: checkKey(field, onlyValue(parts, ['pt_key']), 'pt_key'),
  };
}

/** The pin of a text that is a pin alone or a cookie with `pt_pin` (P2). Throws `request.invalid_fields`. */
export function readPin(field: string, text: string): string {
  return checkPin(field, isBarePin(text) ? text : onlyValue(splitCookie(text), ['pt_pin']));
}

/** A key alone, or the part of a cookie that has one of `names`, the usual one first. Throws `request.invalid_fields`. */
export function readKey(field: string, text: string, names: readonly [string, ...string[]]): string {
  const parts = splitCookie(text);
  const isCookie = text.includes(';') || parts.some(([name]) => names.includes(name));
  return checkKey(field, isCookie ? onlyValue(parts, names) : text.trim(), names[0]);
}

function isBarePin(text: string): boolean {
  return !/[=;\s]/.test(text.trim());
}

type CookiePart = readonly [name: string, value: string];

function splitCookie(text: string): CookiePart[] {
  return text.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    return equals === -1 ? [] : [[part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()] as const];
  });
}

/** Undefined where none of the names is there, and where more than one part has one. */
function onlyValue(parts: CookiePart[], names: readonly string[]): string | undefined {
  const [part, second] = parts.filter(([name]) => names.includes(name));
  return second ? undefined : part?.[1];
}

function checkPin(field: string, text: string | undefined): string {
  const pin = text === undefined || /\s/.test(text.trim()) ? undefined : parsePin(text);
  return pin ?? refuse(field, '要有一个且只有一个 pt_pin，最多 200 字');
}

function checkKey(field: string, key: string | undefined, name: string): string {
  const fits = key !== undefined && key.length <= longestKey && /^[^\s\p{Cc}]+$/u.test(key);
  return fits ? key : refuse(field, `要有一个且只有一个 ${name}，不能为空或含空白，最多 ${longestKey} 字`);
}

function refuse(field: string, rule: string): never {
  throw invalidFields({ field, label: field, rule });
}
