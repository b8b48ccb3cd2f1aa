import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { AccountRole } from '../../src/core/accounts/accounts.ts';
import { transact } from '../../src/db/database.ts';
import { credentials, type TestPortico } from './portico.ts';

export interface ManagementAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  body: any;
}

export interface CallOptions {
  body?: unknown;
  /** For If-Match. */
  version?: number;
  headers?: Record<string, string>;
}

/** Somebody who calls the management API; every answer is judged by the OpenAPI document. */
export interface ManagementClient {
  /** `path` below /management/v1. */
  call(method: string, path: string, options?: CallOptions): Promise<ManagementAnswer>;
  /** What goes with each call, for requests that a test sends itself. */
  headers: Record<string, string>;
}

/** A client without credentials, or with the headers given. */
export function createManagementClient(portico: TestPortico, headers: Record<string, string> = {}): ManagementClient {
  return {
    headers,
    async call(method, path, options = {}) {
      const isForm = options.body instanceof FormData;
      const response = await fetch(`${portico.url}/management/v1${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...headers,
          ...(options.body !== undefined && !isForm && { 'content-type': 'application/json' }),
          ...(options.version !== undefined && { 'if-match': `"${options.version}"` }),
          ...options.headers,
        },
        ...(options.body !== undefined && {
          body: isForm ? (options.body as FormData) : JSON.stringify(options.body),
        }),
      });
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
      const body = isJson && text !== '' ? JSON.parse(text) : text;
      const { status } = response;
      await judge(portico, method, path, { status, headers: response.headers, isJson, body });
      return { status, headers: response.headers, body };
    },
  };
}

/** Signs in at the console with a password. */
export async function signInAtConsole(
  portico: TestPortico,
  identifier = 'owner',
  password: string = credentials.ownerPassword,
): Promise<ManagementClient> {
  const anybody = createManagementClient(portico);
  const { status, headers, body } = await anybody.call('POST', '/session', { body: { identifier, password } });
  assert.equal(status, 201, JSON.stringify(body));
  const cookie = headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  return createManagementClient(portico, { cookie, 'x-csrf-token': body.csrfToken });
}

interface Described {
  content?: Record<string, { schema: object }>;
  headers?: Record<string, object>;
}
interface Operation {
  responses: Record<string, Described | { $ref: string }>;
}
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Described> };
};
type Judge = { document: Document; validatorOf(schema: object): ValidateFunction };

const judges = new WeakMap<TestPortico, Promise<Judge>>();

async function createJudge(portico: TestPortico): Promise<Judge> {
  const document = (await (await fetch(`${portico.url}/management/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const compiled = new Map<object, ValidateFunction>();
  return {
    document,
    validatorOf(schema) {
      const validate = compiled.get(schema) ?? ajv.compile({ ...schema, components: document.components });
      compiled.set(schema, validate);
      return validate;
    },
  };
}

/** Every operation of the OpenAPI document. */
export async function readOperations(
  portico: TestPortico,
): Promise<Array<{ method: string; path: string; access: string; operation: Operation }>> {
  const { document } = await judgeOf(portico);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      access: (operation as { 'x-access'?: string })['x-access'] ?? '',
      operation,
    })),
  );
}

function judgeOf(portico: TestPortico): Promise<Judge> {
  const known = judges.get(portico) ?? createJudge(portico);
  judges.set(portico, known);
  return known;
}

/** An answer that the document does not describe is a fault of the document, or of the answer. */
async function judge(
  portico: TestPortico,
  method: string,
  path: string,
  answer: { status: number; headers: Headers; isJson: boolean; body: unknown },
): Promise<void> {
  const { document, validatorOf } = await judgeOf(portico);
  const operation = findOperation(document, method, path.split('?', 1)[0] ?? '');
  if (!operation) return;
  const told = `${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 2000)}`;
  const described = findAnswer(document, operation, answer.status);
  assert.ok(described, `${told}, which is no status that the document lists`);
  for (const name of tellingHeaders) {
    if (answer.headers.has(name)) assert.ok(name in (described.headers ?? {}), `${told} with ${name}, not listed`);
  }
  const schema = Object.values(described.content ?? {})[0]?.schema;
  if (!schema || !answer.isJson) return;
  const validate = validatorOf(schema);
  assert.ok(validate(answer.body), `${told}: ${JSON.stringify(validate.errors)}`);
}

const tellingHeaders = [
  'X-Request-Id',
  'ETag',
  'Idempotency-Replayed',
  'Retry-After',
  'Set-Cookie',
  'WWW-Authenticate',
];

function findAnswer({ components }: Document, { responses }: Operation, status: number): Described | undefined {
  const found = responses[status];
  return found && '$ref' in found ? components.responses[found.$ref.split('/').at(-1) ?? ''] : found;
}

function findOperation(document: Document, method: string, path: string): Operation | undefined {
  const asked = `/management/v1${path}`.split('/');
  const fits = (template: string): boolean => {
    const parts = template.split('/');
    return parts.length === asked.length && parts.every((part, index) => part.startsWith('{') || part === asked[index]);
  };
  const templates = Object.keys(document.paths).filter(fits);
  // A fixed path wins over one with a parameter, as in the router.
  const best = templates.sort((left, right) => left.split('{').length - right.split('{').length);
  return best.map((template) => document.paths[template]?.[method.toLowerCase()]).find((found) => found !== undefined);
}

/** An account that signs in at the console: an admin unless told. */
export async function createOperator(
  { portico }: TestPortico,
  { handle, password, role = 'admin' }: { handle: string; password: string; role?: AccountRole },
): Promise<number> {
  const { core, database } = portico.house;
  const passwordVerifier = await core.hasher.createVerifier({ form: 'plain', value: password });
  const account = { origin: 'console', role, handle, passwordVerifier } as const;
  return (await transact(database, (tx) => core.accounts.create(tx, account))).id;
}
