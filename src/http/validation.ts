import { DomainError, type FieldError } from '../core/errors.ts';
import type { Field, ObjectSchema } from './fields.ts';

type Values = Record<string, unknown>;
/** Answers the declared fields alone, coerced; throws DomainError `request.invalid_fields` with every field that fails. */
export type Validator = (input: unknown) => Values;

/**
 * Makes the validator of a schema. Fields that arrived as text are read as what the schema says (R4), unknown fields are
 * dropped, an absent optional field and a null one are the same.
 */
export function createValidator(schema: ObjectSchema): Validator {
  const fields = Object.entries(schema.properties);
  const required = new Set(schema.required);
  const patterns = new Map(
    fields.flatMap(([name, { pattern }]) => (pattern === undefined ? [] : [[name, new RegExp(pattern, 'u')] as const])),
  );

  return (input) => {
    const values: Values = {};
    const failed = new Map<string, string | undefined>();
    for (const [name, field] of fields) {
      const value = coerce(field, own(input, name));
      if (value === undefined || value === null) {
        if (required.has(name)) failed.set(name, undefined);
        continue;
      }
      if (!keepsRules(field, value, patterns.get(name))) failed.set(name, findOddity(field, value));
      values[name] = value;
    }
    for (const [name, field] of fields) {
      if (!failed.has(name) && name in values && !passesCheck(field, name, values)) failed.set(name, undefined);
    }
    if (failed.size > 0) throw new DomainError('request.invalid_fields', { fields: describe(fields, failed) });
    return values;
  };
}

function own(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
    ? (input as Values)[name]
    : undefined;
}

function coerce({ type }: Field<unknown>, value: unknown): unknown {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,16}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === '1' || value === 1)) return true;
  if (type === 'boolean' && (value === 'false' || value === '0' || value === 0)) return false;
  return value;
}

function keepsRules(field: Field<unknown>, value: unknown, pattern: RegExp | undefined): boolean {
  if (field.type === 'boolean') return typeof value === 'boolean';
  if (field.type === 'integer') return Number.isSafeInteger(value) && isWithin(value as number, field);
  if (field.type === undefined) return true;
  return typeof value === 'string' && isCleanText(value) && hasLength(value, field) && (pattern?.test(value) ?? true);
}

function isWithin(value: number, { minimum = -Infinity, maximum = Infinity }: Field<unknown>): boolean {
  return value >= minimum && value <= maximum;
}

function hasLength(value: string, { minLength = 0, maxLength = Infinity }: Field<unknown>): boolean {
  // A code point takes two units at the most: a megabyte of text is refused without being walked.
  if (value.length > 2 * maxLength) return false;
  const length = [...value].length;
  return length >= minLength && length <= maxLength;
}

/** NUL ends strings early in other programs, and PostgreSQL stores none; a lone surrogate is no character at all. */
export function isCleanText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\u0000');
}

/** What is wrong with a text before its own rule is: it is no text (a field that came twice is a list), or no clean one. */
function findOddity({ type }: Field<unknown>, value: unknown): string | undefined {
  if (type !== 'string') return undefined;
  if (typeof value !== 'string') return '格式不正确';
  return isCleanText(value) ? undefined : '含有不允许的字符';
}

function passesCheck({ check }: Field<unknown>, name: string, values: Values): boolean {
  return check === undefined || check(values[name] as never, values);
}

/** In the order of the schema, as a form would show them; with the field's own rule where no other is told. */
function describe(fields: Array<[string, Field<unknown>]>, failed: Map<string, string | undefined>): FieldError[] {
  return fields
    .filter(([name]) => failed.has(name))
    .map(([name, { title, description }]) => ({ field: name, label: title, rule: failed.get(name) ?? description }));
}
