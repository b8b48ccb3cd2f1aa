import { gatewayDefinitions } from '../../../src/gateways/definitions.ts';
import { createGateway, type GatewayDefinition } from '../../../src/gateways/gateway.ts';
import { createTimePrinter } from '../../../src/gateways/time.ts';
import type { TestPortico } from '../../../test/support/portico.ts';
import type { Target } from '../envelopes.ts';

/** What is known of a value, as far as JSON Schema says it. */
export interface ValueSchema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: ValueSchema;
  properties?: Record<string, ValueSchema>;
  anyOf?: readonly ValueSchema[];
}

type Fields = Record<string, ValueSchema>;

/** One route as its code registers it. */
export interface FuzzedRoute {
  target: Target;
  method: string;
  /** With `:name` for each parameter. */
  url: string;
  body: Fields;
  query: Fields;
  params: Fields;
  /** Fields that are files. */
  files: readonly string[];
}

/** Every route of every contract that is registered, with the schemas that judge it: a new one is fuzzed by itself. */
export async function readContractRoutes(at: TestPortico): Promise<FuzzedRoute[]> {
  const routes: FuzzedRoute[] = [];
  for (const definition of gatewayDefinitions) {
    const gateway = await createGateway(watchRoutes(definition, routes), contextOf(at));
    await gateway.close();
  }
  return routes;
}

function watchRoutes(definition: GatewayDefinition, routes: FuzzedRoute[]): GatewayDefinition {
  return {
    ...definition,
    register(app, context) {
      app.addHook('onRoute', ({ method, url, schema = {}, config }) => {
        for (const each of [method].flat()) {
          routes.push({
            target: definition.name,
            method: each,
            url,
            body: fieldsOf(schema.body),
            query: fieldsOf(schema.querystring),
            params: fieldsOf(schema.params),
            files: Object.keys(config?.bodyPolicy?.files ?? {}),
          });
        }
      });
      definition.register(app, context);
    },
  };
}

function contextOf({ portico: { house } }: TestPortico): Parameters<typeof createGateway>[1] {
  return {
    core: house.core,
    settings: { hardened: false, signature: 'required', verifiedEmailRequired: false, approvalRequired: true },
    printTime: createTimePrinter('Asia/Shanghai'),
    logger: house.logger,
    callers: { development: true, trustedProxies: [] },
    corsOrigins: [],
    publicUrl: undefined,
  };
}

function fieldsOf(schema: unknown): Fields {
  return (schema as { properties?: Fields } | undefined)?.properties ?? {};
}

interface Operation {
  parameters?: Array<{ in: string; name: string; schema: ValueSchema }>;
  requestBody?: { content: Record<string, { schema: ValueSchema }> };
}

/** Every operation of the operators' API, as its own document describes it. */
export async function readManagementRoutes(at: TestPortico): Promise<FuzzedRoute[]> {
  const response = await fetch(`${at.url}/management/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(path, method, operation)),
  );
}

function readOperation(path: string, method: string, { parameters = [], requestBody }: Operation): FuzzedRoute {
  const at = (place: string): Fields =>
    Object.fromEntries(parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, schema]));
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  return {
    target: 'management',
    method: method.toUpperCase(),
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    body: body?.properties ?? {},
    query: at('query'),
    params: at('path'),
    files: [],
  };
}
