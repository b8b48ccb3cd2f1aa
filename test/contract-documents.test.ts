import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorCode } from '../src/core/errors.ts';
import { errorTable as blogTable } from '../src/gateways/blog/errors.ts';
import type { OperationDocument } from '../src/gateways/contract-document.ts';
import { gatewayDefinitions } from '../src/gateways/definitions.ts';
import { errorTable as desktopTable } from '../src/gateways/desktop/errors.ts';
import type { ErrorTable } from '../src/gateways/error-table.ts';
import { errorTable as mobileTable } from '../src/gateways/mobile/errors.ts';
import { loadOpenApi } from '../src/gateways/openapi/load-openapi.ts';
import { namedReadings, readReadings } from '../src/gateways/openapi/readings.ts';
import { errorTable as panelTable } from '../src/gateways/panel/errors.ts';
import { collectRouteInputs } from '../src/gateways/route-inputs.ts';
import { sayFailure } from '../src/gateways/said-failure.ts';
import { errorTable as staffTable } from '../src/gateways/staff/errors.ts';
import type { ObjectSchema } from '../src/http/fields.ts';
import { createValidator } from '../src/http/validation.ts';
import { type DoorAccess, doorAccess } from './access/door-access.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const tables: Record<string, ErrorTable<unknown>> = {
  blog: blogTable,
  desktop: desktopTable,
  mobile: mobileTable,
  panel: panelTable,
  staff: staffTable,
};

/** The same handler as `GET /dist/*`, with no file's name: it has never anything to answer. */
const aliases = ['GET /dist'];
/** What no operation answers: a wrong path has none, and these doors hide which accounts there are. */
const unspoken: Record<string, readonly string[]> = {
  blog: ['account.unknown'],
  staff: ['account.unknown', 'request.unknown_path'],
  desktop: ['request.unknown_path'],
  mobile: ['request.unknown_path'],
  panel: ['request.unknown_path'],
};

/** What documents call those whom `test/access/door-routes.test.ts` sees get through; a signature tells nobody who asks. */
/** A contract of one's own is reviewed in its own folder. */
const accessByContract: Readonly<Partial<Record<string, (typeof doorAccess)['mobile']>>> = doorAccess;

const accessNames: Record<DoorAccess, readonly string[]> = {
  everybody: ['open', 'signed'],
  session: ['session'],
  publisher: ['publisher'],
  'panel token': ['token'],
  'level 1': ['level1'],
  'level 2': ['level2'],
  'level 1 or oneself': ['level1OrOneself'],
  'level 2 or oneself': ['level2OrOneself'],
};

const contracts = await Promise.all(
  gatewayDefinitions.map(async (definition) => ({
    definition,
    name: definition.name,
    document: await definition.loadDocument(),
    routes: await collectRouteInputs(definition),
    openApi: await loadOpenApi(definition, 'https://accounts.example.com'),
  })),
);
type Contract = (typeof contracts)[number];

const operationsOf = ({ document }: Contract): Array<[string, OperationDocument]> =>
  Object.entries(document.operations);
const readPage = (path: string): string => readFileSync(new URL(`../src/gateways/${path}`, import.meta.url), 'utf8');
const fieldNames = (schema: ObjectSchema | undefined): string[] => Object.keys(schema?.properties ?? {});

for (const contract of contracts) {
  const { definition, document, name, openApi, routes } = contract;

  test(`${name} document: every route has an operation, and no operation is without a route`, () => {
    assert.equal(document.name, name);
    const found = routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !aliases.includes(route));
    assert.deepEqual(found.sort(), Object.keys(document.operations).sort());
  });

  test(`${name} document: whoever may call is told, by ways that are described`, () => {
    const used = new Set(operationsOf(contract).map(([, { access }]) => access));
    assert.deepEqual(used, new Set(Object.keys(document.access)));
    const schemes = Object.values(document.access).flatMap(({ ways }) => ways.flat());
    assert.deepEqual(new Set(schemes), new Set(Object.keys(document.securitySchemes)));
  });

  test(`${name} document: who may call is who gets through`, () => {
    const reviewed = Object.entries(accessByContract[name] ?? {}).filter(([route]) => !aliases.includes(route));
    for (const [route, [access]] of reviewed) {
      assert.ok(accessNames[access].includes(document.operations[route]?.access ?? ''), `${route} ${access}`);
    }
  });

  test(`${name} document: each example of an answer is what its schema says`, () => {
    for (const [operation, { answer, example }] of operationsOf(contract)) {
      assert.equal('schema' in answer, example.answer !== undefined, operation);
      if (!('schema' in answer)) continue;
      assert.ok(ajv.validate(answer.schema, example.answer), `${operation}: ${ajv.errorsText()}`);
    }
  });

  test(`${name} document: each example of a request passes what judges requests`, () => {
    for (const { method, path, params, query, body, files } of routes) {
      const example = document.operations[`${method} ${path}`]?.example;
      if (!example) continue;
      if (params) createValidator(params)(example.params);
      if (query) createValidator(query)(example.query);
      for (const field of Object.keys(example.query ?? {})) assert.ok(fieldNames(query).includes(field), path);
      if (!body) assert.equal(example.body, undefined, path);
      else createValidator(withoutFiles(body, files))(example.body ?? {});
    }
  });

  test(`${name} document: every field of a request is told in English, and nothing else is`, () => {
    const fields = routes.flatMap(({ params, query, body }) => [params, query, body].flatMap(fieldNames));
    const rest = routes.some(({ path }) => path.endsWith('*')) ? ['*'] : [];
    assert.deepEqual(new Set([...fields, ...rest]), new Set(Object.keys(document.fields)));
  });

  test(`${name} document: whatever can fail is said as the schema of failures has it, and is no success`, () => {
    for (const [operation, { answer, errors }] of operationsOf(contract)) {
      const [method = '', url = ''] = operation.split(' ');
      assert.equal(new Set(errors).size, errors.length, `${operation} names a code twice`);
      for (const code of [...errors, 'request.unknown_path' as const]) {
        const { body } = sayFailure(definition, document, code, { method, url });
        assert.ok(ajv.validate(document.failure.schema, body), `${operation} ${code}: ${ajv.errorsText()}`);
        const isSuccess = 'schema' in answer && ajv.validate(answer.schema, body);
        assert.ok(!isSuccess, `${operation} ${code} looks like a success`);
      }
    }
  });

  test(`${name} document: each error code that the contract has words for is an operation’s`, () => {
    const told = new Set<string>(operationsOf(contract).flatMap(([, { errors }]) => errors));
    const silent = Object.keys(tables[name]?.codes ?? {}).filter((code) => !told.has(code));
    assert.deepEqual(silent.sort(), [...(unspoken[name] ?? [])].sort());
    for (const code of told) assert.ok(openApi.info.description.includes(`| \`${code}\` |`), code);
  });

  test(`${name} document: every reading that a clause names is there, and is quoted`, () => {
    const readings = readReadings(readPage(`${name}/readings.md`), readPage('readings.md'));
    for (const [operation, { clause }] of operationsOf(contract)) {
      for (const number of namedReadings(clause)) assert.ok(readings.has(number), `${operation} ${number}`);
    }
    assert.ok(openApi.info.description.includes([...readings.values()][0] ?? '?'));
  });

  test(`${name} OpenAPI: it is valid OpenAPI 3.1`, async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone({ ...openApi }));
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(validator.version, '3.1');
  });

  test(`${name} OpenAPI: schemas are JSON Schema, references lead somewhere, ids are there once`, () => {
    for (const schema of valuesOf(openApi, 'schema')) assert.ok(ajv.validateSchema(schema as object), ajv.errorsText());
    for (const reference of valuesOf(openApi, '$ref')) assert.ok(follow(openApi, String(reference)), String(reference));
    const ids = valuesOf(openApi, 'operationId');
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, Object.keys(document.operations).length);
  });

  test(`${name} OpenAPI: each example of an answer, of failures too, is what the schema beside it says`, () => {
    for (const media of valuesOf(openApi, 'content').flatMap((content) => Object.values(content as object))) {
      const { schema, examples = {} } = media as { schema?: object; examples?: Record<string, { value: unknown }> };
      if (!schema) continue;
      const validate = ajv.compile({ ...schema, components: openApi.components });
      for (const [what, { value }] of Object.entries(examples)) {
        assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`);
      }
    }
  });
}

test('a document with a mistake in it is found to be no OpenAPI', async () => {
  const { openApi } = contracts[0] as Contract;
  const copy = structuredClone({ ...openApi });
  for (const path of Object.values(copy.paths) as Array<Record<string, { responses?: unknown }>>) {
    for (const operation of Object.values(path)) operation.responses = [];
  }
  assert.equal((await new Validator().validate(copy)).valid, false);
});

test('mobile OpenAPI: all codes of the original are told', () => {
  assertTold('mobile', [...readPage('mobile/contract.md').matchAll(/^\| (\d+) \|/gm)], 16);
});

test('blog OpenAPI: all statuses of the original are told, but for the redirects that nothing answers', () => {
  const statuses = [...readPage('blog/contract.md').matchAll(/^- `(\d{3})` -/gm)];
  assertTold(
    'blog',
    statuses.filter(([, status]) => status !== '301' && status !== '302'),
    15,
  );
});

/** Each is the code of an example somewhere. */
function assertTold(name: string, codes: RegExpExecArray[], count: number): void {
  const { openApi } = contracts.find((each) => each.name === name) as Contract;
  const told = new Set(valuesOf(openApi, 'value').map((value) => String((value as { code: ErrorCode }).code)));
  assert.equal(codes.length, count);
  // An unknown path has no operation.
  const missing = codes
    .map(([, code = '']) => code)
    .filter((code) => !told.has(code) && code !== '10002' && code !== '404');
  assert.deepEqual(missing, []);
  assert.match(openApi.info.description, /`request\.unknown_path` \| 404/);
}

function withoutFiles({ properties, required, ...rest }: ObjectSchema, files: readonly string[]): ObjectSchema {
  const kept = Object.entries(properties).filter(([field]) => !files.includes(field));
  return {
    ...rest,
    properties: Object.fromEntries(kept),
    required: required.filter((field) => !files.includes(field)),
  };
}

/** Every value below a name, at any depth. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...valuesOf(inner, name)]);
}

/** What a reference leads to. */
function follow(document: unknown, reference: string): unknown {
  const names = reference.replace(/^#\//, '').split('/');
  return names.reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], document);
}
