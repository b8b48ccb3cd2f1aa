import { readFile } from 'node:fs/promises';
import manifest from '../../../package.json' with { type: 'json' };
import type { GatewayDefinition } from '../gateway.ts';
import { collectRouteInputs } from '../route-inputs.ts';
import { readReadings } from './readings.ts';
import { type OpenApiDocument, writeOpenApi } from './write-openapi.ts';

/** The OpenAPI 3.1 document of a contract as clients reach it at `serverUrl`; needs no server and no database. */
export async function loadOpenApi(definition: GatewayDefinition, serverUrl: string): Promise<OpenApiDocument> {
  const [document, routes, page, shared] = await Promise.all([
    definition.loadDocument(),
    collectRouteInputs(definition),
    readPage(`../${definition.name}/readings.md`),
    readPage('../readings.md'),
  ]);
  const readings = { page, byNumber: readReadings(page, shared) };
  return writeOpenApi({ definition, document, routes, readings }, { version: manifest.version, serverUrl });
}

function readPage(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8');
}
