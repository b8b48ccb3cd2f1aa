import { DomainError, type ErrorCode } from '../core/errors.ts';
import { http } from '../http/node-http.ts';
import { type ExampleSchema, exampleOf } from './openapi-examples.ts';
import type { Access } from './principal.ts';
import { writeProblem } from './problems.ts';

/** What is known of a route: by it alone its failures and headers are told. */
export interface RouteFacts {
  method: string;
  /** Below the prefix of the API. */
  path: string;
  access: Access;
  creates: boolean;
  changes: boolean;
  judges: boolean;
  hasParams: boolean;
  body: ExampleSchema | undefined;
}

interface Answer {
  description: string;
  content?: Record<string, { schema: ExampleSchema }>;
}

const problemType = 'application/problem+json';
const header = (name: string): object => ({ $ref: `#/components/headers/${name}` });

/** The headers that answers of the API tell more by. */
export const headers = {
  'X-Request-Id': { description: 'As in the log, and in the `instance` of a problem.', schema: { type: 'string' } },
  ETag: { description: 'The version in quotes, for the `If-Match` of the next change.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: 'Present where the key was known: this is what was answered first, and nothing was made.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Retry-After': {
    description: 'Seconds until a try may succeed, where that is known.',
    schema: { type: 'integer', minimum: 1 },
  },
  'Set-Cookie': { description: 'The cookie of the session, or its end.', schema: { type: 'string' } },
  'WWW-Authenticate': { description: 'Bearer', schema: { type: 'string' } },
} as const;

type HeaderName = keyof typeof headers;

/** Each failure that routes list, with a code of those that have its status. */
const failures: ReadonlyArray<
  readonly [status: number, code: ErrorCode, happens: (facts: RouteFacts) => boolean, more?: HeaderName]
> = [
  [400, 'request.invalid_fields', () => true],
  [401, 'session.missing', (route) => route.access !== 'public' || takesPassword(route), 'WWW-Authenticate'],
  [403, 'right.missing', (route) => route.access !== 'public' || route.method !== 'GET'],
  [404, 'account.not_found', (route) => route.hasParams || namesOthers(route)],
  [409, 'identifier.taken', (route) => route.creates || route.changes || route.judges],
  [412, 'request.version_changed', (route) => route.changes],
  [413, 'request.too_large', (route) => route.body !== undefined],
  [415, 'request.not_json', (route) => route.body !== undefined],
  [422, 'request.key_reused', (route) => route.creates],
  [428, 'request.version_missing', (route) => route.changes],
  [429, 'request.too_many', (route) => route.access !== 'session' || route.body !== undefined, 'Retry-After'],
  [503, 'database.unavailable', () => true, 'Retry-After'],
];

/** Who signs in brings a password in place of a session. */
function takesPassword({ body }: RouteFacts): boolean {
  return 'identifier' in (body?.properties ?? {});
}

/** Besides what is in the path, a body can be about what is no more: what it moves, and whom it names by id. */
function namesOthers({ access, creates, changes, body }: RouteFacts): boolean {
  if (!body || access === 'public' || access === 'session') return false;
  if (!creates && !changes) return true;
  return Object.values(body.properties ?? {}).some(isListOfIds);
}

function isListOfIds({ anyOf = [], items }: ExampleSchema): boolean {
  return (items?.type === 'integer' && items.minimum === 1) || anyOf.some(isListOfIds);
}

/** Every answer of a route: what it says of itself, with headers and an example, and how it can fail. */
export function describeAnswers(facts: RouteFacts, answers: Record<string, Answer>): Record<string, object> {
  const went = Object.entries(answers).map(([status, answer]) => [status, describeSuccess(facts, answer)]);
  const failed = failures.filter(([, , happens]) => happens(facts)).map(([status]) => [status, problemRef(status)]);
  return { ...Object.fromEntries(went), ...Object.fromEntries(failed), default: problemRef('default') };
}

function problemRef(status: number | 'default'): object {
  return { $ref: `#/components/responses/${nameProblem(status)}` };
}

function nameProblem(status: number | 'default'): string {
  return status === 'default' ? 'Problem' : `Problem${status}`;
}

function describeSuccess(facts: RouteFacts, { description, content }: Answer): object {
  const [schema] = Object.values(content ?? {}).map((media) => media.schema);
  const told: HeaderName[] = [
    'X-Request-Id',
    ...(schema && hasVersion(schema) ? (['ETag'] as const) : []),
    ...(facts.creates ? (['Idempotency-Replayed'] as const) : []),
    ...(setsCookie(facts) ? (['Set-Cookie'] as const) : []),
  ];
  return {
    description,
    headers: Object.fromEntries(told.map((name) => [name, header(name)])),
    ...(content && { content: withExamples(content, 'whole') }),
  };
}

/** A view’s own version, or that of what it consists of; a list’s items are not what a change would be about. */
function hasVersion({ properties = {} }: ExampleSchema, depth = 0): boolean {
  if (properties.version?.type === 'integer' || 'revision' in properties) return true;
  return depth === 0 && Object.values(properties).some((member) => hasVersion(member, 1));
}

/** Signing in and out, and a new password, which signs out everywhere. */
function setsCookie({ method, path, body }: RouteFacts): boolean {
  return (path === '/session' && method !== 'GET') || 'newPassword' in (body?.properties ?? {});
}

/** Each kind of body with an example of it. */
export function withExamples(
  content: Record<string, { schema: ExampleSchema }>,
  extent: 'whole' | 'least',
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [type, { ...media, example: exampleOf(media.schema, extent) }]),
  );
}

/** The failures that operations refer to, each with an example in English. */
export function describeProblems(): Record<string, object> {
  const each = failures.map(([status, code, , more]) => {
    const names: HeaderName[] = ['X-Request-Id', ...(more ? [more] : [])];
    return [nameProblem(status), describeProblem(code, http.STATUS_CODES[status] ?? '', names)];
  });
  const any = describeProblem('internal', 'A problem (RFC 9457).', ['X-Request-Id']);
  return { ...Object.fromEntries(each), [nameProblem('default')]: any };
}

function describeProblem(code: ErrorCode, description: string, names: readonly HeaderName[]): object {
  const { body } = writeProblem(new DomainError(code), { method: 'GET', url: '/', headers: {} });
  return {
    description,
    headers: Object.fromEntries(names.map((name) => [name, header(name)])),
    content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' }, example: body } },
  };
}
