import type { ErrorCode } from '../../core/errors.ts';
import { nameOperation } from '../../http/openapi-names.ts';
import type { ContractDocument, OperationDocument } from '../contract-document.ts';
import type { GatewayDefinition } from '../gateway.ts';
import type { RouteInput } from '../route-inputs.ts';
import { sayFailure } from '../said-failure.ts';
import { both, commonHeaders, describeAnswers, type Failure } from './answers.ts';
import { describeBody, describeParameters, restOfPath } from './inputs.ts';
import { introduce } from './introduction.ts';
import { namedReadings, type Readings } from './readings.ts';

/** What an OpenAPI document is made of. */
export interface ContractSources {
  definition: GatewayDefinition;
  document: ContractDocument;
  routes: readonly RouteInput[];
  /** The contract's `readings.md`, and each reading by its number, those for all contracts included. */
  readings: { page: string; byNumber: Readings };
}

/** An OpenAPI 3.1 document, as far as it is looked into. */
export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  servers: Array<{ url: string }>;
  tags: Array<{ name: string }>;
  paths: Record<string, Record<string, object>>;
  components: Record<string, Record<string, object>>;
}

/** The OpenAPI 3.1 document of a contract; `serverUrl` is where clients reach it, without a trailing slash. */
export function writeOpenApi(
  sources: ContractSources,
  { version, serverUrl }: { version: string; serverUrl: string },
): OpenApiDocument {
  const { document, readings } = sources;
  const paths: OpenApiDocument['paths'] = {};
  const told: Failure[] = [];
  for (const route of sources.routes) {
    const operation = document.operations[`${route.method} ${route.path}`];
    // Another way to ask for the same, of which there is nothing to tell.
    if (!operation) continue;
    const failures = failuresOf(sources, route, operation);
    told.push(...failures);
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}').replace('*', `{${restOfPath}}`);
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: describeOperation(sources, route, operation, failures),
    };
  }
  told.push(failureOf(sources, 'request.unknown_path', { method: 'GET', url: '/' }));
  const whole: OpenApiDocument = {
    openapi: '3.1.0',
    info: {
      title: `${document.title.zh} · ${document.title.en}`,
      version,
      description: introduce(document, told, readings.page),
    },
    servers: [{ url: serverUrl }],
    tags: document.groups.map(([{ zh, en }]) => ({ name: `${zh} ${en}` })),
    paths,
    components: {
      schemas: { Failure: document.failure.schema },
      headers: commonHeaders,
      securitySchemes: document.securitySchemes,
    },
  };
  // Parts that operations share would be written to YAML as aliases, which readers refuse where there are many.
  return JSON.parse(JSON.stringify(whole));
}

function describeOperation(
  { document, readings }: ContractSources,
  route: RouteInput,
  operation: OperationDocument,
  failures: readonly Failure[],
): object {
  const { summary, description, clause, example } = operation;
  const access = document.access[operation.access];
  if (!access) throw new Error(`${route.method} ${route.path} is for ${operation.access}, which says nothing`);
  const parameters = describeParameters(route, example, document);
  const requestBody = describeBody(route, example, document);
  const cited = namedReadings(clause).map((number) => readings.byNumber.get(number));
  return {
    operationId: nameOperation(route.method, route.path),
    tags: [tagOf(document, operation)],
    summary: `${summary.zh} ${summary.en}`,
    description: [
      ...(description ? [both(description)] : []),
      `${access.words.zh}${access.words.en}`,
      `**出处 Clause**: ${clause}`,
      ...(cited.length > 0 ? [cited.join('\n')] : []),
    ].join('\n\n'),
    security: access.ways.map((way) => Object.fromEntries(way.map((scheme) => [scheme, []]))),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: describeAnswers(operation, failures),
    'x-access': operation.access,
    'x-reads': operation.reads,
    'x-errors': Object.fromEntries(failures.map(([code, said]) => [code, { status: said.status, code: said.code }])),
  };
}

function tagOf({ groups }: ContractDocument, operation: OperationDocument): string {
  const group = groups.find(([, operations]) => Object.values(operations).includes(operation));
  if (!group) throw new Error(`${operation.summary.en} is in no group`);
  return `${group[0].zh} ${group[0].en}`;
}

function failuresOf(
  sources: ContractSources,
  { method, path }: RouteInput,
  { errors, example }: OperationDocument,
): Failure[] {
  const url = path.replaceAll(/:(\w+)|\*/g, (all, name: string | undefined) =>
    String(example.params?.[name ?? all] ?? all),
  );
  return errors.map((code) => failureOf(sources, code, { method, url }));
}

function failureOf(
  { definition, document }: ContractSources,
  code: ErrorCode,
  request: { method: string; url: string },
): Failure {
  return [code, sayFailure(definition, document, code, request)];
}
