import Fastify, { type RouteOptions } from 'fastify';
import type { ObjectSchema } from '../http/fields.ts';
import type { GatewayContext, GatewayDefinition } from './gateway.ts';

/** What one route of a contract takes, by the schemas that judge it. */
export interface RouteInput {
  method: string;
  /** As it was registered: `/api/faq/:id`. */
  path: string;
  params: ObjectSchema | undefined;
  query: ObjectSchema | undefined;
  body: ObjectSchema | undefined;
  /** Which fields of the body are files. */
  files: readonly string[];
}

/** Every route of a contract but HEAD, which comes with each GET; nothing is opened, and nothing can be asked of it. */
export async function collectRouteInputs(definition: GatewayDefinition): Promise<RouteInput[]> {
  const app = Fastify();
  const found: RouteInput[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) if (method !== 'HEAD') found.push(readRoute(method, route));
  });
  app.decorateRequest('signedIn');
  app.setValidatorCompiler(() => () => true);
  definition.register(app, unasked as GatewayContext);
  await app.ready();
  await app.close();
  return found;
}

/** Stands for all that routes are given: to be registered they only take it apart. */
const unasked: unknown = new Proxy(() => {}, {
  get: () => unasked,
  apply() {
    throw new Error('routes that are only listed cannot be asked');
  },
});

function readRoute(method: string, { url, schema = {}, config = {} }: RouteOptions): RouteInput {
  const { handlerReads = {}, bodyPolicy } = config;
  return {
    method,
    path: url,
    params: schema.params as ObjectSchema | undefined,
    query: (schema.querystring as ObjectSchema | undefined) ?? handlerReads.querystring,
    body: (schema.body as ObjectSchema | undefined) ?? handlerReads.body,
    files: Object.keys(bodyPolicy?.files ?? {}),
  };
}
