/**
 * One field of a body, a query or a path, as JSON Schema. `title` and `description` are its name and its rule in words
 * for people: what its validation error says. `Value` is what it holds once validated.
 */
export interface Field<Value> {
  title: string;
  description: string;
  type?: 'string' | 'integer' | 'boolean';
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  /** Whether a value that keeps the rules above is right after all; `fields` are those it came with. */
  check?: (value: never, fields: Record<string, unknown>) => boolean;
  /** The shapes that it may have, where `check` alone judges it: for whoever lists what a route takes. */
  anyOf?: readonly object[];
  /** Known to the compiler only. */
  holds?: Value;
}

interface OptionalField<Value> extends Field<Value> {
  isOptional: true;
}

type Properties = Record<string, Field<unknown>>;
type OptionalNames<P> = { [Name in keyof P]: P[Name] extends { isOptional: true } ? Name : never }[keyof P];
type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** The fields of one body, query or path. */
export interface ObjectSchema<P extends Properties = Properties> {
  type: 'object';
  properties: P;
  required: string[];
}

/** What a schema's fields hold once validated. */
export type Static<Schema> =
  Schema extends ObjectSchema<infer P>
    ? { [Name in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[Name]> } & {
        [Name in OptionalNames<P>]?: ValueOf<P[Name]>;
      }
    : never;

interface TextRule {
  /** In characters, as people count them: code points. */
  minLength?: number;
  maxLength?: number;
  /** Source of a regular expression, matched with the `u` flag. */
  pattern?: string;
  check?: (value: string, fields: Record<string, unknown>) => boolean;
}

const longestText = 10_000;

/** A text field. NUL bytes and lone surrogates never pass, and numbers are taken as the text they are written as (R4). */
export function text(title: string, description: string, rule: TextRule = {}): Field<string> {
  return { type: 'string', maxLength: longestText, ...rule, title, description };
}

/** An integer, which may arrive as its decimal digits (R4); from 1 on unless told. */
export function integer(
  title: string,
  description: string,
  rule: { minimum?: number; maximum?: number } = {},
): Field<number> {
  return { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...rule, title, description };
}

/** A boolean, which may arrive as `true`, `false`, `1` or `0` (R4). */
export function flag(title: string, description: string): Field<boolean> {
  return { type: 'boolean', title, description };
}

/** A field judged by `check` alone; `shapes` are JSON Schemas of what it may be. */
export function checked<Value>(
  title: string,
  description: string,
  check: (value: unknown) => boolean,
  shapes?: readonly object[],
): Field<Value> {
  return { title, description, check, ...(shapes && { anyOf: shapes }) };
}

/** A field that may be absent, or null. */
export function optional<Value>(field: Field<Value>): OptionalField<Value> {
  return { ...field, isOptional: true };
}

/** The fields of one body, query or path; those that are not optional are required. */
export function object<P extends Properties>(properties: P): ObjectSchema<P> {
  const required = Object.keys(properties).filter((name) => !(properties[name] && 'isOptional' in properties[name]));
  return { type: 'object', properties, required };
}
