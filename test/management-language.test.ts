import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { apiKeyRights } from '../src/core/rights.ts';
import { createManagementClient } from './support/management.ts';
import { createMobileClient } from './support/mobile.ts';
import { startPortico } from './support/portico.ts';

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
}

interface Described {
  parameters?: Array<{ name: string }>;
  requestBody?: Schema;
  responses: Record<string, Schema>;
}

interface Operation {
  operation: string;
  parameters: Array<{ name: string }>;
  answers: Schema[];
  schemas: Schema[];
}

const portico = await startPortico({ after });
const operations = await readOperations();

async function readOperations(): Promise<Operation[]> {
  const answer = await fetch(`${portico.url}/management/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      operation: `${method.toUpperCase()} ${path.replace('/management/v1', '')}`,
      parameters,
      answers: Object.entries(responses).flatMap(([status, told]) => (status.startsWith('2') ? contentOf(told) : [])),
      schemas: [requestBody, ...Object.values(responses)].flatMap(contentOf),
    })),
  );
}

function contentOf(described: Schema | undefined): Schema[] {
  const content = (described?.content ?? {}) as Record<string, { schema?: Schema }>;
  return Object.values(content).flatMap(({ schema }) => (schema ? [schema] : []));
}

/** Every member of a schema, at any depth, with its own schema. */
function membersOf(schema: unknown): Array<[name: string, schema: Schema]> {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries((schema as Schema).properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(membersOf)];
}

test('management: members are camelCase, and what is true or false is a bare adjective', () => {
  const members = operations.flatMap(({ operation, schemas }) =>
    schemas.flatMap(membersOf).map(([name, { type }]) => ({ operation, name, type })),
  );
  assert.ok(members.length > 200, 'there are members');
  for (const { operation, name, type } of members) {
    // Settings are called by their group and name.
    assert.match(name, /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/, operation);
    if (type === 'boolean') assert.doesNotMatch(name, /^is[A-Z]/, operation);
  }
});

test('management: a list that takes a cursor answers `next`, a bounded one `items` alone', () => {
  const lists = operations.filter(({ answers }) => answers.some(({ properties }) => properties?.items));
  assert.ok(lists.length > 15, 'there are lists');
  for (const { operation, parameters, answers } of lists) {
    const takesCursor = parameters.some(({ name }) => name === 'cursor');
    assert.deepEqual(
      answers.map(({ properties }) => 'next' in (properties ?? {})),
      [takesCursor],
      operation,
    );
  }
});

/** See "Versions" in src/management/README.md. */
const withoutVersion = [
  'DELETE /accounts/{id}/sessions',
  'DELETE /accounts/{id}/sessions/{session}',
  'DELETE /jobs/{id}',
  'DELETE /session',
  'POST /accounts/approve',
  'POST /accounts/{id}/password-reset',
  'POST /accounts/{id}/password-reset/mail',
  'POST /accounts/{id}/unlock',
  'POST /audit/verification',
  'POST /faqs/categories/rename',
  'POST /feedback/{id}/seen',
  'POST /feedback/{id}/unseen',
  'POST /jobs/replay',
  'POST /jobs/{id}/hasten',
  'POST /jobs/{id}/replay',
  'POST /panel-token/reset',
  'POST /password-resets/consume',
  'POST /session',
  'POST /session/confirmation',
  'POST /session/password',
  'POST /sms-breakers/close',
  'POST /vault/{id}/reveal',
  'POST /webhook-deliveries/{id}/redeliver',
  'POST /webhooks/{id}/redeliver',
  'POST /webhooks/{id}/test',
  'PUT /faqs/order',
];

test('management: every change of a thing that is there demands its version, but for those that say why not', () => {
  const without = operations.filter(({ operation, parameters }) => {
    const demanded = parameters.some(({ name }) => name === 'if-match');
    const makes = /^POST \/[a-z-]+$/.test(operation) && parameters.some(({ name }) => name === 'idempotency-key');
    return !operation.startsWith('GET ') && !demanded && !makes;
  });
  assert.deepEqual(without.map(({ operation }) => operation).sort(), withoutVersion);
});

test('management: who may not read the directory is told no phone and no e-mail of whoever has no name, wherever they appear', async () => {
  const { core } = portico.portico.house;
  const by = { actor: 'cli' };
  const mobile = createMobileClient(portico);
  const { id, phone, token } = await mobile.join();
  await mobile.send('POST', '/feedback', { feedback_content: '你好' }, token);
  const licence = await core.licences.create({ number: 'NAMELESS' }, by);
  await core.licences.bind(licence.id, id, { by });
  const push = await core.pushes.create({ title: 't', body: 'b', to: [id], managerId: id });
  const rights = apiKeyRights.filter((right) => right !== 'accounts:read');
  const { key } = await core.apiKeys.create({ name: 'curious', rights }, by);
  const curious = createManagementClient(portico, { authorization: `Bearer ${key}` });
  const named = [
    '/feedback',
    '/feedback/1',
    '/licences',
    `/pushes/${push.id}`,
    '/pushes',
    `/audit?actor=account:${id}`,
  ];
  for (const path of named) {
    const { status, body } = await curious.call('GET', path);
    assert.equal(status, 200, path);
    const told = JSON.stringify(body);
    assert.match(told, new RegExp(`#${id}"|"account:${id}"`), path);
    assert.doesNotMatch(told, new RegExp(phone), path);
  }
});
