import Type, { type TInteger, type TString, type TUnsafe } from 'typebox';

// A field's `title` and `description` are its name and its rule in words for people: what its validation error says.
interface TextRule {
  minLength?: number;
  maxLength?: number;
  /** Source of a regular expression, matched with the `u` flag. */
  pattern?: string;
  /** Whether a text that keeps the rules above is right after all; `fields` are those it came with. */
  check?: (value: string, fields: Record<string, unknown>) => boolean;
}

const longestText = 10_000;

/** A text field. NUL bytes and lone surrogates never pass, and numbers are taken as the text they are written as (R4). */
export function text(title: string, description: string, rule: TextRule = {}): TString {
  return Type.String({ maxLength: longestText, ...rule, title, description });
}

/** An integer, which may arrive as its decimal digits (R4). */
export function integer(
  title: string,
  description: string,
  rule: { minimum?: number; maximum?: number } = {},
): TInteger {
  return Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...rule, title, description });
}

/** A boolean, which may arrive as `true`, `false`, `1` or `0` (R4). */
export function flag(title: string, description: string) {
  return Type.Boolean({ title, description });
}

/** A field of any shape, judged by `check` alone. */
export function checked<T>(title: string, description: string, check: (value: unknown) => boolean): TUnsafe<T> {
  return Type.Unsafe<T>({ title, description, check });
}
