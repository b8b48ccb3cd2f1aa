import type { Logger } from 'pino';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import { createHttpApp, type HttpApp } from '../http/app.ts';
import { plainBody } from '../http/body-policy.ts';
import type { CallerRules } from '../http/caller.ts';
import { authorize } from './access.ts';
import { apiName, apiPrefix } from './api-prefix.ts';
import { areas } from './areas.ts';
import type { ManagementApp, ManagementContext, ManagementReply } from './context.ts';
import { refuseOtherSites } from './forgery.ts';
import { heedIdempotencyKeys } from './idempotent-creations.ts';
import { describeApi } from './openapi.ts';
import { bindCursors } from './paging.ts';
import { writeProblem } from './problems.ts';
import { serveReference } from './reference.ts';
import { createSchemaCompiler } from './validator.ts';
import { readVersion } from './versions.ts';

/** The operators' API: every route of every area, behind its right. */
export function createManagementApp(
  context: ManagementContext,
  { logger, callers }: { logger: Logger; callers: CallerRules },
): Promise<HttpApp> {
  return createHttpApp({
    name: apiName,
    writeError: writeProblem,
    logger,
    callers,
    tellsMethods: true,
    onFailure({ code }) {
      if (isGuess(code)) context.core.counters.add('failures', `console:${code}`);
    },
    validatorCompiler: createSchemaCompiler(),
    prepare: describeApi,
    async register(app) {
      await serveReference(app);
      await app.register(async (v1) => registerApi(v1 as unknown as ManagementApp, context), { prefix: apiPrefix });
    },
  });
}

function registerApi(app: ManagementApp, context: ManagementContext): void {
  refuseUnguarded(app);
  refuseRepeatedNames(app);
  closeQueries(app);
  // What a route answers is what its handler made: a schema that left something out would hide it, not refuse it.
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorateRequest('principal');
  app.decorateRequest('version');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    const { access, changes, takesForm } = request.routeOptions.config;
    if (access === undefined) throw new DomainError('request.unknown_path');
    refuseOtherSites(request);
    if (access !== 'public') request.principal = await authorize(context, access, request);
    refuseCompressed(request.headers['content-encoding'], reply);
    if (!takesForm) refuseOtherTypes(request.headers['content-type']);
    if (changes) request.version = readVersion(request);
  });
  app.addHook('preHandler', async (request) => {
    const { access } = request.routeOptions.config;
    // An upload takes hours: who lost the right meanwhile must not finish.
    if (access && access !== 'public' && request.method !== 'GET') {
      request.principal = await authorize(context, access, request);
    }
  });
  heedIdempotencyKeys(app, context);
  bindCursors(app);
  for (const register of areas) register(app, context);
}

/** Of two members with one name nobody can say which was meant. */
function refuseRepeatedNames(app: ManagementApp): void {
  app.addHook('onRoute', (route) => {
    const bodyPolicy = { ...plainBody, ...route.config?.bodyPolicy, refuseRepeatedNames: 'everywhere' } as const;
    route.config = { ...route.config, bodyPolicy };
  });
}

/** A filter with a typo in its name would answer what nobody asked for. */
function closeQueries(app: ManagementApp): void {
  app.addHook('onRoute', (route) => {
    const querystring = { type: 'object', properties: {}, ...(route.schema?.querystring as object | undefined) };
    route.schema = { ...route.schema, querystring: { ...querystring, additionalProperties: false } };
  });
}

/**
 * What programs get wrong is theirs to see; what comes of trying passwords, keys and links is the operators' too. To be
 * asked for the own password again is no failure.
 */
function isGuess(code: ErrorCode): boolean {
  return /^captcha\.|^password\.(?!confirmation_needed$|own$)|^(?:api_key|reset_link)\.wrong$/.test(code);
}

/** A form is what another site's page can send without asking; JSON is not. */
function refuseOtherTypes(contentType: string | undefined): void {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json') throw new DomainError('request.not_json');
}

/** What a few bytes unfold to has no bound. */
function refuseCompressed(encoding: string | undefined, reply: ManagementReply): void {
  if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') return;
  reply.header('Accept-Encoding', 'identity');
  throw new DomainError('request.compressed');
}

/** A route that says nothing of who may call it is a fault of ours, told when the server builds it. */
function refuseUnguarded(app: ManagementApp): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`${String(method)} ${url} does not say who may call it`);
  });
}
