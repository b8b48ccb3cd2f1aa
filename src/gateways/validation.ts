import type { TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import { DomainError, type FieldError } from '../core/errors.ts';

type Fields = Record<string, unknown>;
/** Answers the declared fields alone, coerced; throws DomainError `request.invalid_fields` with every field that fails. */
export type Validator = (input: unknown) => Fields;

/**
 * Compiles an object schema. Fields that arrived as text are read as what the schema says (R4), unknown fields are
 * dropped, an absent optional field and a null one are the same.
 */
export function createValidator(schema: TObject): Validator {
  const properties = Object.entries(schema.properties as Record<string, TSchema>);
  // One by one: compiled as a whole, only the first few errors would be told.
  const compiled = new Map(properties.map(([name, property]) => [name, Compile(property)]));
  const required = new Set(schema.required ?? []);

  return (input) => {
    const fields: Fields = {};
    const failed = new Map<string, string | undefined>();
    for (const [name, property] of properties) {
      const value = coerce(property, own(input, name));
      if (value === undefined || value === null) {
        if (required.has(name)) failed.set(name, undefined);
        continue;
      }
      if (!isCleanText(value) || !compiled.get(name)?.Check(value)) failed.set(name, findOddity(property, value));
      fields[name] = value;
    }
    for (const [name, property] of properties) {
      if (!failed.has(name) && name in fields && !passesCheck(property, name, fields)) failed.set(name, undefined);
    }
    if (failed.size > 0) throw new DomainError('request.invalid_fields', { fields: describe(properties, failed) });
    return fields;
  };
}

function own(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
    ? (input as Fields)[name]
    : undefined;
}

function coerce(schema: TSchema, value: unknown): unknown {
  const { type } = schema as { type?: string };
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,16}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === '1' || value === 1)) return true;
  if (type === 'boolean' && (value === 'false' || value === '0' || value === 0)) return false;
  return value;
}

/** NUL ends strings early in other programs, and a lone surrogate is no character at all. */
function isCleanText(value: unknown): boolean {
  return typeof value !== 'string' || (value.isWellFormed() && !value.includes('\u0000'));
}

/** What is wrong with a text before its own rule is: it is no text (a field that came twice is a list), or no clean one. */
function findOddity(schema: TSchema, value: unknown): string | undefined {
  if ((schema as { type?: string }).type !== 'string') return undefined;
  if (typeof value !== 'string') return '格式不正确';
  return isCleanText(value) ? undefined : '含有不允许的字符';
}

function passesCheck(schema: TSchema, name: string, fields: Fields): boolean {
  const { check } = schema as { check?: (value: unknown, fields: Fields) => boolean };
  return check === undefined || check(fields[name], fields);
}

/** In the order of the schema, as a form would show them; with the field's own rule where no other is told. */
function describe(properties: Array<[string, TSchema]>, failed: Map<string, string | undefined>): FieldError[] {
  return properties
    .filter(([name]) => failed.has(name))
    .map(([name, schema]) => {
      const { title, description } = schema as { title?: string; description?: string };
      return { field: name, label: title ?? name, rule: failed.get(name) ?? description ?? '' };
    });
}
