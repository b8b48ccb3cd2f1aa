import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from '../http/page-headers.ts';
import { apiPrefix } from './api-prefix.ts';
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

/** Collects every route into one OpenAPI 3.1 document, made of the schemas that validate. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Portico management API', version, description: introduction },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          console: { type: 'apiKey', in: 'cookie', name: 'portico_console', description: 'Set by a sign-in.' },
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
      const { access, ...config } = route.config ?? {};
      if (!schema || access === undefined) return { schema: { ...schema, hide: true }, url };
      const guarded = describeAccess(access, String(route.method));
      const described = {
        ...schema,
        ...guarded,
        description: [schema.description, guarded.description].filter(Boolean).join(' '),
        operationId: nameOperation(String(route.method), url),
        headers: describeHeaders(config),
        response: describeAnswers(schema.response as Record<string, object> | undefined, schema.produces),
      };
      return { schema: described as never, url };
    },
    transformObject(given) {
      if (!('openapiObject' in given)) throw new Error('the document is no OpenAPI');
      const { openapiObject: document } = given;
      return { ...document, components: { ...document.components, schemas: { Problem: problem } } } as never;
    },
  });
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

/** `POST /management/v1/accounts/:id/freeze` is `postAccountsIdFreeze`. */
function nameOperation(method: string, url: string): string {
  const words = url
    .replace(apiPrefix, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** What is no JSON is a file of one of the types in `files`. */
function describeAnswers(
  answers: Record<string, object> | undefined,
  files: readonly string[] | undefined,
): Record<string, object> {
  const file = { type: 'string', format: 'binary' };
  const described = Object.entries(answers ?? (files ? { 200: file } : {})).map(([status, schema]) => [
    status,
    { description: STATUS_CODES[status], ...schema },
  ]);
  const failed = {
    description: 'A problem (RFC 9457).',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return { ...Object.fromEntries(described), default: failed };
}

function describeHeaders({ creates, changes }: { creates?: boolean; changes?: boolean }): object | undefined {
  const properties = {
    ...(creates && { 'idempotency-key': { type: 'string', maxLength: 200 } }),
    ...(changes && {
      'if-match': { type: 'string', description: 'The version in quotes, as in the ETag; `*` for whatever is there.' },
    }),
  };
  if (Object.keys(properties).length === 0) return undefined;
  return { type: 'object', properties, required: changes ? ['if-match'] : [] };
}

/** `/management/openapi.json`, and a reference to browse at `/management/docs`. */
export async function serveReference(app: FastifyInstance): Promise<void> {
  await app.register(async (reference) => {
    reference.addHook('onSend', async (_request, reply) => {
      reply.headers(pageHeaders);
    });
    reference.get('/management/openapi.json', { schema: { hide: true } }, () => app.swagger());
    // Its own policy would have plain HTTP upgraded, which leaves the page blank wherever there is no HTTPS.
    await reference.register(swaggerUi, {
      routePrefix: '/management/docs',
      staticCSP: false,
      uiConfig: { deepLinking: true, docExpansion: 'list', persistAuthorization: false, validatorUrl: null },
    });
  });
}
