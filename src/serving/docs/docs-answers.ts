import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { brandingOf } from '../../core/branding.ts';
import { type SettingValues, settingsOf } from '../../core/runtime-settings/runtime-settings.ts';
import { gatewayDefinitions } from '../../gateways/definitions.ts';
import type { GatewayDefinition } from '../../gateways/gateway.ts';
import { loadOpenApi } from '../../gateways/openapi/load-openapi.ts';
import { jsonType } from '../../http/app.ts';
import { hasAlready } from '../../http/file-requests.ts';
import { writePlainPage } from '../../http/plain-page.ts';
import { type TaggedDocument, tagBytes, tagJson } from '../../http/tagged-document.ts';
import type { PageAnswer } from '../answer-page.ts';
import { describeContracts } from './contracts-page.ts';
import { referenceScript, referenceStyle, writeReferencePage } from './reference-page.ts';

/** What the pages tell of this server. */
export interface DocsParts {
  settings(): Readonly<SettingValues>;
}

/** What a request for one of the pages is answered with. */
export type FindAnswer = (request: IncomingMessage) => Promise<PageAnswer>;

const swaggerUi = new URL('./static/', import.meta.resolve('@fastify/swagger-ui'));
/** By name: where it lies, or its text. */
const assets: ReadonlyMap<string, { type: string; content: URL | string }> = new Map([
  ['swagger-ui.css', { type: 'text/css; charset=utf-8', content: new URL('swagger-ui.css', swaggerUi) }],
  [
    'swagger-ui-bundle.js',
    { type: 'text/javascript; charset=utf-8', content: new URL('swagger-ui-bundle.js', swaggerUi) },
  ],
  ['reference.css', { type: 'text/css; charset=utf-8', content: referenceStyle }],
  ['reference.js', { type: 'text/javascript; charset=utf-8', content: referenceScript }],
]);

/** Finds what `/docs` and the paths below it are answered with. */
export function createDocsAnswers({ settings }: DocsParts): FindAnswer {
  const readDocument = createDocumentReader();

  async function findAnswer(request: IncomingMessage, path: string): Promise<PageAnswer> {
    if (path === '/docs') return moveTo('/docs/');
    if (path === '/docs/') return answerContracts();
    const [, name = '', rest = ''] = /^\/docs\/([\w-]+)(\/.*|\.json)?$/.exec(path) ?? [];
    if (name === 'assets') return answerAsset(request, rest.slice(1));
    const definition = gatewayDefinitions.find((each) => each.name === name);
    if (!definition) return notFound;
    if (rest === '') return moveTo(`/docs/${name}/`);
    if (rest === '/') return answerReference(definition);
    if (rest !== '.json') return notFound;
    return answerTagged(request, await readDocument(definition, serverUrl()), jsonType);
  }

  /** Every contract is served at the main address by its paths, whatever else it has (R6). */
  const serverUrl = (): string => settings()['server.publicUrl'] ?? '/';
  const isOpen = ({ name }: GatewayDefinition): boolean => settingsOf(settings(), name).enabled;

  async function answerContracts(): Promise<PageAnswer> {
    const contracts = await Promise.all(
      gatewayDefinitions.map(async (each) => ({ document: await each.loadDocument(), isOpen: isOpen(each) })),
    );
    const hasConsoleHere = settings()['server.consolePort'] === null;
    const { html, headers } = writePlainPage(describeContracts(contracts, hasConsoleHere), brandingOf(settings()));
    return { status: 200, headers, body: html };
  }

  async function answerReference(definition: GatewayDefinition): Promise<PageAnswer> {
    const body = writeReferencePage(await definition.loadDocument(), isOpen(definition));
    return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' }, body };
  }

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, headers: { Allow: 'GET, HEAD' } };
    return findAnswer(request, (request.url ?? '').split('?', 1)[0] ?? '');
  };
}

const notFound: PageAnswer = {
  status: 404,
  headers: { 'Content-Type': jsonType, 'Cache-Control': 'no-store' },
  body: JSON.stringify({ status: 404, title: 'Not Found', detail: 'No such path.' }),
};

function moveTo(path: string): PageAnswer {
  return { status: 301, headers: { Location: path, 'Cache-Control': 'no-cache' } };
}

async function answerAsset(request: IncomingMessage, name: string): Promise<PageAnswer> {
  const asset = assets.get(name);
  if (!asset) return notFound;
  const { content, type } = asset;
  return answerTagged(
    request,
    tagBytes(typeof content === 'string' ? Buffer.from(content) : await readFile(content)),
    type,
  );
}

function answerTagged(request: IncomingMessage, { bytes, tag }: TaggedDocument, type: string): PageAnswer {
  const headers = { ETag: tag, 'Cache-Control': 'no-cache' };
  if (hasAlready(request, tag)) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'Content-Type': type }, body: bytes };
}

/** Each document is written once for as long as the server's address is the same. */
function createDocumentReader() {
  const written = new Map<string, { serverUrl: string; document: TaggedDocument }>();
  return async (definition: GatewayDefinition, serverUrl: string): Promise<TaggedDocument> => {
    const known = written.get(definition.name);
    if (known?.serverUrl === serverUrl) return known.document;
    const document = tagJson(await loadOpenApi(definition, serverUrl));
    written.set(definition.name, { serverUrl, document });
    return document;
  };
}
