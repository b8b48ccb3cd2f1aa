import { createHash } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { isSameSecret } from '../../core/same-secret.ts';

/** Everything a request carries, query and top-level body fields together, as it arrived. */
export type Parameters = ReadonlyMap<string, unknown>;

const unsigned = new Set(['token', 'auth_key']);

/** Throws `request.malformed` where a name comes twice, within the query or in query and body (B1). */
export function collectParameters(query: object, body: object): Parameters {
  const parameters = new Map<string, unknown>(Object.entries(body));
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value) || parameters.has(name)) throw new DomainError('request.malformed');
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * The `token` of the parameters: lowercase md5 hex of their values, sorted by name in code unit order, and the secret
 * (B1). Throws `request.malformed` for values nested too deeply to be written.
 */
export function computeToken(parameters: Parameters, secret: string): string {
  const names = [...parameters.keys()].filter((name) => !unsigned.has(name)).sort();
  const text = names.map((name) => writeValue(parameters.get(name))).join('');
  return createHash('md5')
    .update(text + secret, 'utf8')
    .digest('hex');
}

/** Takes the same time whatever the difference. */
export function isToken(given: unknown, expected: string): boolean {
  return typeof given === 'string' && isSameSecret(given, expected);
}

/** Texts stand for themselves; all else is written as compact JSON, null included. */
function writeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch (error) {
    // The parser takes any depth, the writer only as much as the stack holds.
    throw new DomainError('request.malformed', {}, error);
  }
}
