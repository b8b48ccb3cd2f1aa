import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { DomainError } from '../core/errors.ts';
import { type HttpApp, jsonType } from '../http/app.ts';
import type { CallerRules } from '../http/caller.ts';
import { apiName } from './api-prefix.ts';
import type { ManagementContext } from './context.ts';
import { writeProblem } from './problems.ts';

/** The operators' API. */
export interface Management extends Omit<HttpApp, 'routes'> {
  /** Builds it now; tests go through its routes. */
  load(): Promise<HttpApp>;
}

/**
 * The operators' API, built when it is first asked: its schemas and their library weigh more than a door, and a server
 * that nobody administers at the moment does without.
 */
export function createManagement(
  context: ManagementContext,
  options: { logger: Logger; callers: CallerRules },
): Management {
  let loading: Promise<HttpApp> | undefined;

  function load(): Promise<HttpApp> {
    loading ??= import('./app.ts')
      .then(({ createManagementApp }) => createManagementApp(context, options))
      .catch((error) => {
        // The next request tries anew.
        loading = undefined;
        throw error;
      });
    return loading;
  }

  function refuse(request: IncomingMessage, response: ServerResponse, cause: unknown): void {
    options.logger.error({ err: cause }, 'the management API could not be built');
    const error = new DomainError('internal', {}, cause);
    if (request.exchange) request.exchange.error = error;
    const asked = { method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers };
    const { status, body, contentType = jsonType, headers } = writeProblem(error, asked);
    response.writeHead(status, { ...headers, 'Content-Type': contentType }).end(JSON.stringify(body));
  }

  return {
    name: apiName,
    load,
    handle(request, response) {
      load().then(
        (app) => app.handle(request, response),
        (error: unknown) => refuse(request, response, error),
      );
    },
    writeError: writeProblem,
    refusalHeaders: {},
    async close() {
      // What could not be built was told to whoever asked.
      const app = await loading?.catch(() => undefined);
      await app?.close();
    },
  };
}
