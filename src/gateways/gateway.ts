import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@fastify/cors';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../core/caller.ts';
import type { ContractName, Core } from '../core/core.ts';
import { asDomainError, DomainError } from '../core/errors.ts';
import type { SignedIn } from '../core/sessions/sessions.ts';
import { readBody } from './body.ts';
import { type BodyPolicy, mebibyte } from './body-policy.ts';
import { type CallerRules, createCallerReader } from './caller.ts';
import type { ObjectSchema } from './fields.ts';
import type { TimePrinter } from './time.ts';
import { discardStaged } from './uploaded-files.ts';
import { createValidator } from './validation.ts';

/** What an operator chose for one contract. */
export interface ContractSettings {
  /** R3a: one answer for unknown account and wrong password, stronger passwords. */
  hardened: boolean;
  /** blog B3: whether requests must be signed. */
  signature: 'required' | 'optional';
  /** blog B7: whether an unverified e-mail bars sign-in. */
  verifiedEmailRequired: boolean;
}

/** What every gateway is given. */
export interface GatewayContext {
  core: Core;
  settings: ContractSettings;
  printTime: TimePrinter;
  logger: Logger;
  callers: CallerRules;
  /** Origins that may send credentials; empty means any origin, without credentials (R11). */
  corsOrigins: readonly string[];
  /** Where clients reach this server, without a trailing slash; undefined: as the request's Host header says. */
  publicUrl: string | undefined;
}

/** A failure as one contract says it. */
export interface WireError {
  status: number;
  body: unknown;
}

/** One wire contract. */
export interface GatewayDefinition {
  name: ContractName;
  /** Says any failure in the contract's envelope; `url` is the request's path and query as they arrived. */
  writeError(error: DomainError, request: { method: string; url: string }): WireError;
  register(app: FastifyInstance, context: GatewayContext): void;
}

/** A contract, ready to answer. */
export interface Gateway {
  name: ContractName;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** The contract's words for a failure that came before any route could be found. */
  writeError: GatewayDefinition['writeError'];
  /** Routes as `METHOD path`, so that tests can go through all of them. */
  routes: readonly string[];
  close(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** Set by a route's `onRequest` hook that authenticates; absent on open routes. */
    signedIn: SignedIn;
  }
  interface FastifyContextConfig {
    /** How this route's body is read; absent: 1 MiB and no files. */
    bodyPolicy?: BodyPolicy;
  }
}

const plainBody: BodyPolicy = { maxBytes: mebibyte, files: {} };
// As long as a URL may be: what is too long for its field is told by the field's rule, not by the router.
const longestPathParameter = 16 * 1024;

/** Builds the Fastify instance of one contract: its own routes, its own 404, its own words for every failure (ADR 0002). */
export async function createGateway(definition: GatewayDefinition, context: GatewayContext): Promise<Gateway> {
  const writeFailure = createFailureWriter(definition, context.logger);
  const app = createApp(writeFailure);
  const readCaller = createCallerReader(context.callers);
  app.decorateRequest('caller');
  app.decorateRequest('signedIn');
  const routes: string[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push(`${method} ${route.url}`);
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.caller = readCaller(request.raw);
    reply.header('X-Request-Id', request.id);
    done();
  });
  await enableCors(app, context.corsOrigins);
  app.addHook('onRequest', (request, _reply, done) => {
    // Before a body is read: what is sent to a path that nobody has must not decide how that is answered.
    done(request.is404 ? new DomainError('request.unknown_path') : undefined);
  });
  readBodiesWithPolicy(app);
  validateWithFields(app);
  app.setErrorHandler(writeFailure);
  app.setNotFoundHandler((request, reply) => writeFailure(new DomainError('request.unknown_path'), request, reply));
  definition.register(app, context);
  await app.ready();

  return {
    name: definition.name,
    handle: (request, response) => app.routing(request, response),
    writeError: definition.writeError,
    routes,
    close: () => app.close(),
  };
}

type FailureWriter = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

function createFailureWriter(definition: GatewayDefinition, logger: Logger): FailureWriter {
  return (thrown, request, reply) => {
    const error = fromFramework(thrown);
    // Fastify closes at once after an unread body, which cuts off a caller that is still sending; the edge sees to the rest.
    if (reply.hasHeader('connection')) reply.removeHeader('connection');
    logFailure(logger, error, request.id);
    if (error.params.retryAfterSeconds) reply.header('Retry-After', error.params.retryAfterSeconds);
    const { status, body } = definition.writeError(error, { method: request.method, url: request.raw.url ?? '/' });
    return reply.code(status).header('Content-Type', 'application/json; charset=utf-8').send(JSON.stringify(body));
  };
}

function createApp(writeFailure: FailureWriter): FastifyInstance {
  return Fastify({
    logger: false,
    requestIdHeader: false,
    genReqId: (request) => request.headers['x-request-id'] as string,
    // Each route's body policy has the bounds.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: longestPathParameter },
    frameworkErrors: (error, request, reply) => {
      writeFailure(error, request, reply);
    },
  });
}

async function enableCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.length > 0 ? [...origins] : '*',
    credentials: origins.length > 0,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['X-Request-Id', 'X-Captcha-Id'],
    strictPreflight: false,
    maxAge: 600,
  });
}

function validateWithFields(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema }) => {
    const validate = createValidator(schema as unknown as ObjectSchema);
    return (input: unknown) => {
      try {
        return { value: validate(input) };
      } catch (error) {
        return { error: error as Error };
      }
    };
  });
}

function readBodiesWithPolicy(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest) =>
    readBody(request.raw, request.routeOptions.config.bodyPolicy ?? plainBody),
  );
  app.addHook('preValidation', (request, _reply, done) => {
    // A body that a client left out is a body without fields: then each required field is named.
    if (request.body === undefined || request.body === null) request.body = {};
    done();
  });
  // Before the answer leaves, so that whoever is refused leaves nothing behind when he hears of it.
  app.addHook('onSend', (request, _reply, _payload, done) => {
    const { bodyPolicy } = request.routeOptions.config;
    if (!bodyPolicy || typeof request.body !== 'object' || request.body === null) done();
    else discardStaged(request.body as Record<string, unknown>).then(() => done(), done);
  });
}

/** What an operator must see: faults, and whatever made the database, the storage or a provider unavailable. */
function logFailure(logger: Logger, error: DomainError, requestId: string): void {
  if (error.kind === 'internal') logger.error({ requestId, err: error.cause ?? error }, 'fault');
  else if (error.kind === 'unavailable') logger.warn({ requestId, code: error.code, err: error.cause }, 'unavailable');
}

/** Failures of the framework become DomainErrors first, so that one path writes every error. */
function fromFramework(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const { code, statusCode } = thrown as Partial<FastifyError>;
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) {
    return new DomainError('request.malformed', {}, thrown);
  }
  return asDomainError(thrown);
}
