import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { startPortico } from './support/portico.ts';

interface Media {
  schema: object;
  example?: unknown;
}
interface Answer {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, Media>;
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Array<{
    in: string;
    name: string;
    required?: boolean;
    schema: { pattern?: string; maxLength?: number };
  }>;
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
  security: Array<Record<string, string[]>>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  servers: Array<{ url: string }>;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, Answer>;
    headers: Record<string, object>;
    securitySchemes: Record<string, object>;
  };
}

const portico = await startPortico({ after });
const address = `${portico.url}/management/openapi.json`;
const document = (await (await fetch(address)).json()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path.replace('/management/v1', '')}`,
    path,
    ...operation,
  })),
);
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

function resolve(answer: Answer | { $ref: string } | undefined): Answer | undefined {
  if (!answer || !('$ref' in answer)) return answer;
  return follow(answer.$ref) as Answer | undefined;
}

/** What a reference leads to. */
function follow(reference: string): unknown {
  const names = reference.replace(/^#\//, '').split('/');
  return names.reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], document);
}

/** Every value below a name, at any depth. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...valuesOf(inner, name)]);
}

function operation(name: string): Operation {
  const found = operations.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
}

const statusesOf = (name: string): string => Object.keys(operation(name).responses).join(' ');
const mediaOf = ({ content = {} }: { content?: Record<string, Media> }): Media[] => Object.values(content);

/** What OpenAPI 3.1 demands of the parts that this document consists of. */
const structure = {
  type: 'object',
  required: ['openapi', 'info', 'servers', 'paths', 'components'],
  properties: {
    openapi: { const: '3.1.0' },
    info: { type: 'object', required: ['title', 'version'] },
    servers: { type: 'array', minItems: 1, items: { required: ['url'] } },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] },
        additionalProperties: { $ref: '#/$defs/operation' },
      },
    },
    components: {
      type: 'object',
      propertyNames: { enum: ['schemas', 'responses', 'headers', 'securitySchemes'] },
      properties: {
        responses: { additionalProperties: { $ref: '#/$defs/answer' } },
        headers: { additionalProperties: { type: 'object', required: ['schema'] } },
        securitySchemes: { additionalProperties: { required: ['type'] } },
      },
    },
  },
  $defs: {
    operation: {
      type: 'object',
      required: ['operationId', 'summary', 'tags', 'responses', 'security'],
      additionalProperties: false,
      patternProperties: { '^x-': true },
      properties: {
        operationId: { type: 'string' },
        summary: { type: 'string', minLength: 1 },
        description: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
        security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array' } } },
        parameters: { type: 'array', items: { $ref: '#/$defs/parameter' } },
        requestBody: {
          type: 'object',
          required: ['content'],
          additionalProperties: false,
          properties: {
            required: { type: 'boolean' },
            description: { type: 'string' },
            content: { $ref: '#/$defs/content' },
          },
        },
        responses: {
          type: 'object',
          propertyNames: { pattern: '^([1-5]\\d\\d|default)$' },
          additionalProperties: { anyOf: [{ $ref: '#/$defs/reference' }, { $ref: '#/$defs/answer' }] },
        },
      },
    },
    parameter: {
      type: 'object',
      required: ['name', 'in', 'schema'],
      properties: { in: { enum: ['path', 'query', 'header'] } },
      if: { properties: { in: { const: 'path' } } },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema has a keyword of that name
      then: { required: ['required'], properties: { required: { const: true } } },
    },
    answer: {
      type: 'object',
      required: ['description'],
      additionalProperties: false,
      properties: {
        description: { type: 'string', minLength: 1 },
        headers: { type: 'object', additionalProperties: { $ref: '#/$defs/reference' } },
        content: { $ref: '#/$defs/content' },
      },
    },
    content: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['schema', 'example'],
        properties: { schema: { type: 'object' } },
      },
    },
    reference: {
      type: 'object',
      required: ['$ref'],
      additionalProperties: false,
      properties: { $ref: { type: 'string', pattern: '^#/components/' } },
    },
  },
};

test('management document: it is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
  assert.ok(valid, JSON.stringify(errors));
});

test('management document: it has the structure of OpenAPI 3.1, its schemas are JSON Schema, and every reference leads somewhere', () => {
  assert.ok(ajv.validate(structure, document), ajv.errorsText());
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  assert.deepEqual(document.servers, [{ url: '/' }]);
  for (const reference of valuesOf(document, '$ref')) assert.ok(follow(String(reference)), String(reference));
  for (const schema of valuesOf(document, 'schema')) {
    assert.ok(ajv.validateSchema(schema as object), `${JSON.stringify(schema)}: ${ajv.errorsText()}`);
  }
  const schemes = new Set(Object.keys(document.components.securitySchemes));
  for (const { name, path, parameters = [], security } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => `{${parameter.name}}`);
    assert.deepEqual(inPath, path.match(/\{\w+\}/g) ?? [], name);
    for (const scheme of security.flatMap(Object.keys)) assert.ok(schemes.has(scheme), name);
  }
});

test('management document: whatever has a body has an example, and each is what its schema says', () => {
  const described = operations.flatMap(({ requestBody = {}, responses }) => {
    const answers = Object.values(responses).flatMap((answer) => resolve(answer) ?? []);
    return [requestBody, ...answers].flatMap(mediaOf);
  });
  // Failures are the same for many.
  const each = new Set(described);
  assert.ok(each.size > operations.length);
  for (const { schema, example } of each) {
    const validate = ajv.compile({ ...schema, components: document.components });
    assert.ok(validate(example), `${JSON.stringify(example)}: ${JSON.stringify(validate.errors)}`);
  }
});

test('management document: what a caller is shown to send is what must be sent', () => {
  const shown = (name: string): unknown => mediaOf(operation(name).requestBody ?? {})[0]?.example;
  assert.deepEqual(shown('POST /licences'), { count: 1 });
  assert.deepEqual(shown('POST /licences/{id}/extend'), { days: 365 });
  assert.deepEqual(shown('PUT /accounts/{id}/role'), { role: 'user' });
  // What the environment alone decides is no example of a change.
  assert.deepEqual(shown('PATCH /settings'), { values: { 'server.publicUrl': 'https://accounts.example.com' } });
  assert.deepEqual(Object.keys(shown('POST /faqs') as object), ['title', 'content']);
});

test('management document: failures follow from who may call, what is changed or made, and what is sent', () => {
  for (const [name, statuses] of [
    ['GET /branding', '200 400 429 503 default'],
    ['POST /session', '201 400 401 403 413 415 429 503 default'],
    ['GET /session', '200 400 401 403 503 default'],
    ['GET /accounts', '200 400 401 403 429 503 default'],
    ['GET /accounts/{id}', '200 400 401 403 404 429 503 default'],
    ['PATCH /faqs/{id}', '200 400 401 403 404 409 412 413 415 428 429 503 default'],
    ['DELETE /faqs/{id}', '204 400 401 403 404 409 412 428 429 503 default'],
    ['POST /faqs', '201 400 401 403 409 413 415 422 429 503 default'],
    ['POST /pushes', '201 400 401 403 404 409 413 415 422 429 503 default'],
    ['PUT /faqs/order', '204 400 401 403 404 413 415 429 503 default'],
  ] as const) {
    assert.equal(statusesOf(name), statuses, name);
  }
});

test('management document: answers tell their headers, and a creation what its key may be', () => {
  const headersOf = (name: string, status: string): string[] =>
    Object.keys(resolve(operation(name).responses[status])?.headers ?? {});
  for (const [name, status, headers] of [
    ['GET /faqs/{id}', '200', ['X-Request-Id', 'ETag']],
    ['GET /faqs', '200', ['X-Request-Id']],
    ['POST /faqs', '201', ['X-Request-Id', 'ETag', 'Idempotency-Replayed']],
    ['POST /accounts', '201', ['X-Request-Id', 'ETag', 'Idempotency-Replayed']],
    ['GET /releases/{id}', '200', ['X-Request-Id', 'ETag']],
    ['POST /session', '201', ['X-Request-Id', 'Set-Cookie']],
    ['DELETE /session', '204', ['X-Request-Id', 'Set-Cookie']],
    ['GET /session', '200', ['X-Request-Id']],
    ['GET /faqs', '401', ['X-Request-Id', 'WWW-Authenticate']],
    ['GET /faqs', '429', ['X-Request-Id', 'Retry-After']],
    ['GET /faqs', '503', ['X-Request-Id', 'Retry-After']],
  ] as const) {
    assert.deepEqual(headersOf(name, status), headers, `${name} ${status}`);
  }
  const key = operation('POST /faqs').parameters?.find((parameter) => parameter.name === 'idempotency-key')?.schema;
  assert.ok(ajv.validate(key ?? {}, 'order-1!~'));
  for (const wrong of ['', 'a b', 'ä', 'x'.repeat(201)]) assert.ok(!ajv.validate(key ?? {}, wrong), wrong);
});

test('management document: whoever has it is told so, and is not sent it again', async () => {
  const first = await fetch(address);
  const tag = first.headers.get('etag') ?? '';
  assert.match(tag, /^"[\w-]{43}"$/);
  assert.match(first.headers.get('content-type') ?? '', /^application\/json/);
  const text = await first.text();
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const again = await fetch(address, { headers: { 'if-none-match': known } });
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag], known);
  }
  const other = await fetch(address, { headers: { 'if-none-match': '"other"' } });
  assert.deepEqual([other.status, (await other.text()) === text], [200, true]);
  const head = await fetch(address, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('etag')], [200, tag]);
});
