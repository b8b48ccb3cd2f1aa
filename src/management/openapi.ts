import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify';
import { http } from '../http/node-http.ts';
import { nameOperation } from '../http/openapi-names.ts';
import { apiPrefix } from './api-prefix.ts';
import { idempotencyKeyRule } from './idempotent-creations.ts';
import { describeAnswers, describeProblems, headers, type RouteFacts, withExamples } from './openapi-answers.ts';
import type { ExampleSchema } from './openapi-examples.ts';
import type { Access } from './principal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const problem = {
  type: 'object',
  description: 'RFC 9457 problem details, in the language of Accept-Language (en, zh).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: '`urn:portico:problem:<code>`' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do about it.' },
    code: { type: 'string', description: 'Stable, for programs.' },
    instance: { type: 'string', description: '`urn:portico:request:<id>`, as in the X-Request-Id header and the log.' },
    identifier: { type: 'string', enum: ['phone', 'email', 'handle'], description: 'With `identifier.taken`.' },
    retryAfterSeconds: { type: 'integer' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
} as const;

const introduction = `The API of the operators' console.

- **Who**: an owner or admin signed in at the console (cookie, and \`X-CSRF-Token\` on changes), or a program with an API key: \`Authorization: Bearer portico_…\`. Each operation names the right that it needs.
- **Lists** answer \`items\` and \`next\`, the cursor of the next page; those that are short anyway \`items\` alone.
- **Changes** of one thing need \`If-Match\` with its version, where the operation lists that header; \`412\` means that somebody else was faster.
- **Creations** take an \`Idempotency-Key\` (valid for 24 hours): repeated, they answer what they answered first.
- **Failures** are problem details (RFC 9457), in English or Chinese as Accept-Language says.`;

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema: ExampleSchema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: ExampleSchema }> }>;
}

/** Collects every route into one OpenAPI 3.1 document, made of the schemas that validate. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  /** By operation: the document tells nothing of the configuration that failures follow from. */
  const facts = new Map<string, RouteFacts>();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Portico management API', version, description: introduction },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          console: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-portico_console',
            description: 'Set by a sign-in; `portico_console` where the page was reached without TLS.',
          },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: 'X-CSRF-Token',
            description: 'The `csrfToken` of the session: goes with the cookie on every change, not with an API key.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const { config = {} } = route;
      const { access } = config;
      if (!schema || access === undefined) return { schema: { ...schema, hide: true }, url };
      const method = String(route.method);
      const guarded = describeAccess(access, method);
      const operationId = nameOperation(method, url.replace(apiPrefix, ''));
      facts.set(operationId, readFacts({ method, url, access, config, schema }));
      const described = {
        ...schema,
        ...guarded,
        description: [schema.description, guarded.description].filter(Boolean).join(' '),
        operationId,
        headers: describeHeaders(config),
        response: nameAnswers(schema.response as Record<string, object> | undefined),
      };
      return { schema: described as never, url };
    },
    transformObject(given) {
      if (!('openapiObject' in given)) throw new Error('the document is no OpenAPI');
      const { openapiObject: document } = given;
      const components = {
        ...document.components,
        schemas: { Problem: problem },
        headers,
        responses: describeProblems(),
      };
      const paths = Object.entries(document.paths ?? {}).map(([path, methods]) => [
        path,
        complete(methods ?? {}, facts),
      ]);
      return { ...document, components, paths: Object.fromEntries(paths) } as never;
    },
  });
}

/** The operations of a path with their examples and all of their answers. */
function complete(methods: object, facts: ReadonlyMap<string, RouteFacts>): Record<string, object> {
  const completed = Object.entries(methods as Record<string, Operation>).map(([method, operation]) => {
    const { operationId, requestBody, responses } = operation;
    const known = facts.get(operationId);
    if (!known) throw new Error(`nothing is known of ${operationId}`);
    return [
      method,
      {
        ...operation,
        ...(requestBody && { requestBody: { ...requestBody, content: withExamples(requestBody.content, 'least') } }),
        responses: describeAnswers(known, responses),
      },
    ];
  });
  return Object.fromEntries(completed);
}

/** What is no JSON is a file of one of the types that the route produces. */
function nameAnswers(answers: Record<string, object> = { 200: { type: 'string', format: 'binary' } }): object {
  const named = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: http.STATUS_CODES[status], ...schema },
  ]);
  return Object.fromEntries(named);
}

function readFacts(route: {
  method: string;
  url: string;
  access: Access;
  config: FastifyContextConfig;
  schema: FastifySchema;
}): RouteFacts {
  const { method, url, access, config, schema } = route;
  return {
    method,
    path: url.replace(apiPrefix, ''),
    access,
    creates: config.creates === true,
    changes: config.changes === true,
    judges: config.judges === true,
    hasParams: schema.params !== undefined,
    body: schema.body as ExampleSchema | undefined,
  };
}

function describeAccess(access: Access, method: string): Record<'security' | 'x-access' | 'description', unknown> {
  if (access === 'public') return { security: [], 'x-access': access, description: 'Open to everybody.' };
  const signedIn = { console: [], ...(!['GET', 'HEAD'].includes(method) && { csrf: [] }) };
  if (access === 'session') {
    return { security: [signedIn], 'x-access': access, description: 'For whoever is signed in at the console.' };
  }
  const description = `Needs the right \`${access}\`.`;
  return { security: [signedIn, { apiKey: [] }], 'x-access': access, description };
}

function describeHeaders({ creates, changes }: { creates?: boolean; changes?: boolean }): object | undefined {
  const properties = {
    ...(creates && { 'idempotency-key': { type: 'string', ...idempotencyKeyRule } }),
    ...(changes && {
      'if-match': { type: 'string', description: 'The version in quotes, as in the ETag; `*` for whatever is there.' },
    }),
  };
  if (Object.keys(properties).length === 0) return undefined;
  return { type: 'object', properties, required: changes ? ['if-match'] : [] };
}
