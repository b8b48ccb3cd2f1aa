import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { DomainError } from '../core/errors.ts';

// What a schema bounds is judged whole, so that a form can mark every field at once; bodies and lists are small.
const options: Options = { allErrors: true, verbose: true, removeAdditional: false, strict: false, useDefaults: true };

/** Judges requests by their JSON Schemas; only what travels in a URL, as text, is read as what the schema says. */
export function createSchemaCompiler(): FastifySchemaCompiler<unknown> {
  const ajv = new Ajv(options);

  return ({ schema, httpPart }) => {
    // A hundred routes at once would keep the doors waiting when the first operator comes.
    let validate: ValidateFunction | undefined;
    return (value: unknown) => {
      if (!isCleanValue(value)) return { error: new DomainError('request.malformed') };
      if (httpPart !== 'body') readTexts(schema as UrlSchema, value as Record<string, unknown>);
      validate ??= ajv.compile(schema as object);
      return validate(value) ? { value } : { error: invalid(validate.errors ?? []) };
    };
  };
}

interface UrlSchema {
  properties?: Record<string, { type?: string }>;
}

/** Puts what the members of a path or a query say in place of their texts. What says nothing stays, and is refused as that. */
function readTexts({ properties = {} }: UrlSchema, value: Record<string, unknown>): void {
  for (const [name, { type }] of Object.entries(properties)) {
    if (name in value) value[name] = readText(value[name], type);
  }
}

function readText(text: unknown, type: string | undefined): unknown {
  if (typeof text !== 'string') return text;
  // One way to write each number: `Number` would also take 0x1, 1e0, +1 and what has spaces around it.
  if (type === 'integer') return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return type === 'array' ? [text] : text;
}

const plain = new Ajv({ strict: false });

/** Whether a value is what a schema says: TypeBox has the same, in a package that takes a tenth of a second to load. */
export function isOf<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  return plain.validate(schema, value) as boolean;
}

function invalid(errors: ErrorObject[]): DomainError {
  const fields = errors.map(({ instancePath, message }) => ({
    field: instancePath.slice(1),
    label: instancePath.slice(1),
    rule: message ?? '',
  }));
  return new DomainError('request.invalid_fields', { fields }, errors);
}

/** NUL ends strings early in other programs, and a lone surrogate is no character at all. */
function isCleanValue(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true;
  return Object.entries(value).every(([name, inner]) => isCleanValue(name) && isCleanValue(inner));
}
