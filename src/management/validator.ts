import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { DomainError } from '../core/errors.ts';

// What a schema bounds is judged whole, so that a form can mark every field at once; bodies and lists are small.
const options: Options = { allErrors: true, verbose: true, removeAdditional: false, strict: false, useDefaults: true };

/** Judges requests by their JSON Schemas; only what travels in a URL, as text, is read as what the schema says. */
export function createSchemaCompiler(): FastifySchemaCompiler<unknown> {
  const strict = new Ajv(options);
  const coercing = new Ajv({ ...options, coerceTypes: 'array' });

  return ({ schema, httpPart }) => {
    const validate = (httpPart === 'body' ? strict : coercing).compile(schema as object);
    return (value: unknown) => {
      if (!isCleanValue(value)) return { error: new DomainError('request.malformed') };
      return validate(value) ? { value } : { error: invalid(validate.errors ?? []) };
    };
  };
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
