import type { IncomingMessage, ServerResponse } from 'node:http';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
} from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../core/caller.ts';
import { asDomainError, DomainError } from '../core/errors.ts';
import { readBody } from './body.ts';
import { type BodyPolicy, plainBody } from './body-policy.ts';
import { type CallerRules, createCallerReader } from './caller.ts';
import { type Exchange, unknownRoute } from './exchange.ts';
import type { ObjectSchema } from './fields.ts';
import { dataHeaderList } from './page-headers.ts';
import { createMethodFinder } from './path-methods.ts';
import { createTrustedProxies } from './trusted-proxies.ts';
import { discardStaged } from './uploaded-files.ts';
import { createValidator } from './validation.ts';
import { writeWithOthers } from './written-together.ts';

/** A failure as one API says it. */
export interface WireError {
  status: number;
  body: unknown;
  /** `application/json; charset=utf-8` unless told. */
  contentType?: string;
  /** What else goes with it. */
  headers?: Readonly<Record<string, string>>;
}

/** What a failure was the answer to: the path and the query as they arrived. */
export interface FailedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
}

/** Says any failure in the words of one API. */
export type ErrorWriter = (error: DomainError, request: FailedRequest) => WireError;

/** One API, ready to answer. */
export interface HttpApp {
  /** What the log and the metrics call it. */
  readonly name: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Its words for a failure that came before any route could be found. */
  writeError: ErrorWriter;
  /** What goes with each such answer. */
  refusalHeaders: Readonly<Record<string, string>>;
  /** Routes as `METHOD path`, so that tests can go through all of them. */
  routes: readonly string[];
  close(): Promise<void>;
}

/** What makes one API of the others. */
export interface HttpAppDefinition {
  name: string;
  writeError: ErrorWriter;
  logger: Logger;
  callers: CallerRules;
  refusalHeaders?: Readonly<Record<string, string>>;
  /** Whether a method that a path has not is told apart from a path that nobody has, and OPTIONS answers those there are. */
  tellsMethods?: boolean;
  /** Is told every failure that was answered. */
  onFailure?: (error: DomainError) => void;
  /** Is told of every request whose answer is about to leave. */
  onAnswer?: (request: FastifyRequest) => void;
  /** Makes the judge of each schema; without it, schemas are those of fields.ts. */
  validatorCompiler?: FastifySchemaCompiler<unknown>;
  /** What is registered before any body is read. */
  prepare?: (app: FastifyInstance) => Promise<void>;
  register(app: FastifyInstance): void | Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** How it reached this server, or the trusted proxy in front of it. */
    scheme: 'http' | 'https';
  }
  interface FastifyContextConfig {
    /** How this route's body is read; absent: 1 MiB and no files. */
    bodyPolicy?: BodyPolicy;
    /** What the handler itself judges, where no schema does before it: for whoever lists what a route takes. */
    handlerReads?: { querystring?: ObjectSchema; body?: ObjectSchema };
  }
}

/** What answers are, unless told otherwise. */
export const jsonType = 'application/json; charset=utf-8';
// As long as a URL may be: what is too long for its field is told by the field's rule, not by the router.
const longestPathParameter = 16 * 1024;

/** Builds a Fastify instance of its own: its routes, its 404, its words for every failure (ADR 0002). */
export async function createHttpApp(definition: HttpAppDefinition): Promise<HttpApp> {
  const writeFailure = createFailureWriter(definition);
  const app = createApp(writeFailure);
  const readCaller = createCallerReader(definition.callers);
  const { schemeOf } = createTrustedProxies(definition.callers.trustedProxies);
  app.decorateRequest('caller');
  app.decorateRequest('scheme');
  const routes: string[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push(`${method} ${route.url}`);
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.caller = readCaller(request.raw);
    request.scheme = schemeOf(request.raw);
    const { exchange } = request.raw;
    if (exchange) exchange.route = request.routeOptions.url ?? unknownRoute;
    reply.header('X-Request-Id', request.id);
    addDataHeaders(reply);
    done();
  });
  await definition.prepare?.(app);
  const findMethods = createMethodFinder(routes);
  app.addHook('onRequest', (request, reply, done) => {
    // Before a body is read: what is sent to a path that nobody has must not decide how that is answered.
    if (!request.is404) return done();
    const methods = definition.tellsMethods ? findMethods(request.url) : [];
    if (methods.length === 0) return done(new DomainError('request.unknown_path'));
    reply.header('Allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method !== 'OPTIONS') return done(new DomainError('request.method_not_allowed'));
    reply.code(204).send();
  });
  readBodiesWithPolicy(app, definition.onAnswer);
  app.setValidatorCompiler(definition.validatorCompiler ?? compileFields);
  app.setErrorHandler(writeFailure);
  app.setNotFoundHandler((request, reply) => writeFailure(new DomainError('request.unknown_path'), request, reply));
  await definition.register(app);
  await app.ready();

  return {
    name: definition.name,
    handle: (request, response) => app.routing(request, response),
    writeError: definition.writeError,
    refusalHeaders: definition.refusalHeaders ?? {},
    routes,
    close: () => app.close(),
  };
}

type FailureWriter = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

function createFailureWriter({ writeError, logger, onFailure }: HttpAppDefinition): FailureWriter {
  return (thrown, request, reply) => {
    const error = fromFramework(thrown);
    // Fastify closes at once after an unread body, which cuts off a caller that is still sending; the edge sees to the rest.
    if (reply.hasHeader('connection')) reply.removeHeader('connection');
    const { exchange } = request.raw;
    if (exchange) exchange.error = error;
    onFailure?.(error);
    if (error.params.retryAfterSeconds) reply.header('Retry-After', error.params.retryAfterSeconds);
    const asked = { method: request.method, url: request.raw.url ?? '/', headers: request.headers };
    const { status, body, contentType = jsonType, headers = {} } = writeError(error, asked);
    logFailure(logger, error, status, exchange);
    return reply.code(status).headers(headers).header('Content-Type', contentType).send(JSON.stringify(body));
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
      // No hook has run.
      addDataHeaders(reply);
      writeFailure(error, request, reply);
    },
  });
}

function addDataHeaders(reply: FastifyReply): void {
  for (const [name, value] of dataHeaderList) reply.header(name, value);
}

const compileFields: FastifySchemaCompiler<unknown> = ({ schema }) => {
  const validate = createValidator(schema as unknown as ObjectSchema);
  return (input: unknown) => {
    try {
      return { value: validate(input) };
    } catch (error) {
      return { error: error as Error };
    }
  };
};

function readBodiesWithPolicy(app: FastifyInstance, onAnswer: HttpAppDefinition['onAnswer']): void {
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
    onAnswer?.(request);
    if (request.raw.socket) writeWithOthers(request.raw.socket);
    const { bodyPolicy } = request.routeOptions.config;
    if (!bodyPolicy || typeof request.body !== 'object' || request.body === null) done();
    else discardStaged(request.body as Record<string, unknown>).then(() => done(), done);
  });
}

/** What an operator must see: faults, and whatever made the database, the storage or a provider unavailable. */
function logFailure(logger: Logger, error: DomainError, status: number, exchange: Exchange | undefined): void {
  if (error.kind === 'internal') logger.error({ ...tell(exchange), status, err: error.cause ?? error }, 'fault');
  else if (error.kind === 'unavailable') {
    logger.warn({ ...tell(exchange), status, code: error.code, err: error.cause }, 'unavailable');
  }
}

function tell(exchange: Exchange | undefined): object {
  if (!exchange) return {};
  const { method, route, startedAt } = exchange;
  return { method, route, durationMs: Math.round(performance.now() - startedAt) };
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
