import type { Logger } from 'pino';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import { createHttpApp, type HttpApp } from '../http/app.ts';
import { plainBody } from '../http/body-policy.ts';
import type { CallerRules } from '../http/caller.ts';
import { authorize } from './access.ts';
import { apiPrefix } from './api-prefix.ts';
import { areas } from './areas.ts';
import type { ManagementApp, ManagementContext } from './context.ts';
import { refuseOtherSites } from './forgery.ts';
import { heedIdempotencyKeys } from './idempotent-creations.ts';
import { describeApi, serveReference } from './openapi.ts';
import { writeProblem } from './problems.ts';
import { createSchemaCompiler } from './validator.ts';
import { readVersion } from './versions.ts';

/** The operators' API: every route of every area, behind its right. */
export function createManagementApp(
  context: ManagementContext,
  { logger, callers }: { logger: Logger; callers: CallerRules },
): Promise<HttpApp> {
  return createHttpApp({
    writeError: writeProblem,
    logger,
    callers,
    onFailure({ code }) {
      if (tellsOfGuessing(code)) context.core.counters.add('failures', `console:${code}`);
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
  // What a route answers is what its handler made: a schema that left something out would hide it, not refuse it.
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorateRequest('principal');
  app.decorateRequest('version');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    const { access, changes, takesForm } = request.routeOptions.config;
    if (access === undefined) throw new DomainError('request.unknown_path');
    refuseOtherSites(request);
    if (access !== 'public') request.principal = await authorize(context, access, request);
    if (!takesForm) refuseOtherTypes(request.headers['content-type']);
    if (changes) request.version = readVersion(request);
  });
  heedIdempotencyKeys(app, context);
  for (const register of areas) register(app, context);
}

/** Of two members with one name nobody can say which was meant. */
function refuseRepeatedNames(app: ManagementApp): void {
  app.addHook('onRoute', (route) => {
    const bodyPolicy = { ...plainBody, ...route.config?.bodyPolicy, refuseRepeatedNames: 'everywhere' } as const;
    route.config = { ...route.config, bodyPolicy };
  });
}

/** What programs get wrong is theirs to see; what comes of trying passwords, keys and links is the operators' too. */
function tellsOfGuessing(code: ErrorCode): boolean {
  return /^(?:password|captcha)\.|^(?:api_key|reset_link)\.wrong$/.test(code);
}

/** A form is what another site's page can send without asking; JSON is not. */
function refuseOtherTypes(contentType: string | undefined): void {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json') throw new DomainError('request.not_json');
}

/** A route that says nothing of who may call it is a fault of ours, told when the server builds it. */
function refuseUnguarded(app: ManagementApp): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`${String(method)} ${url} does not say who may call it`);
  });
}
