import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import { type Difference, show, typeOf } from './difference.ts';

// Formats are written as patterns in the schemas, or are for readers alone.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false });
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Every difference between a value and its schema, the deepest of alternatives left out; `where` is the value's own path. */
export function compareSchema(schema: TSchema, value: unknown, where: string): Difference[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => `${schemaPath}/`);
  return errors
    .filter(({ schemaPath }) => !alternatives.some((path) => schemaPath.startsWith(path)))
    .map((error) => toDifference(error, where));
}

function toDifference(error: ErrorObject, root: string): Difference {
  const where = root + error.instancePath.replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const { keyword, params, parentSchema = {}, data } = error;
  if (keyword === 'required') {
    const properties = parentSchema.properties as Record<string, TSchema> | undefined;
    const field = String(params.missingProperty);
    return { where: `${where}.${field}`, kind: 'missing', expected: describe(properties?.[field]), found: 'nothing' };
  }
  if (keyword === 'additionalProperties') {
    const field = String(params.additionalProperty);
    const value = (data as Record<string, unknown>)[field];
    return { where: `${where}.${field}`, kind: 'extra', expected: 'no such field', found: show(value, field) };
  }
  const kind = isTypeDifference(parentSchema as TSchema, data) ? 'type' : 'value';
  return { where, kind, expected: describe(parentSchema as TSchema), found: show(data, where) };
}

function isTypeDifference(schema: TSchema, value: unknown): boolean {
  return !typesOf(schema).includes(typeOf(value));
}

function typesOf(schema: TSchema): string[] {
  const {
    anyOf,
    const: only,
    enum: these,
    type,
  } = schema as {
    anyOf?: TSchema[];
    const?: unknown;
    enum?: unknown[];
    type?: string | string[];
  };
  if (anyOf) return anyOf.flatMap(typesOf);
  if ('const' in schema) return [typeOf(only)];
  if (these) return these.map(typeOf);
  return [type ?? []].flat().map((name) => (name === 'integer' ? 'number' : name === 'array' ? 'list' : name));
}

/** A schema in words: `null or text like ^\d+$`. */
function describe(schema: TSchema | undefined): string {
  const { anyOf, enum: these, type, pattern, minimum, maximum } = (schema ?? {}) as Record<string, unknown>;
  if (schema && 'const' in schema) return show(schema.const);
  if (Array.isArray(anyOf)) return anyOf.map(describe).join(' or ');
  if (Array.isArray(these)) return these.map((value) => show(value)).join(' or ');
  const bounds = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`].filter(Boolean);
  const words = [[type ?? 'any value'].flat().join(' or '), pattern !== undefined && `like ${pattern}`, ...bounds];
  return words.filter(Boolean).join(' ');
}
