import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, readOperations, signInAtConsole } from './support/management.ts';
import { credentials, startPortico } from './support/portico.ts';

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
}
interface Described {
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  parameters?: Array<{ in: string; name: string; schema: JsonSchema }>;
}

const portico = await startPortico({ after });
const operations = await readOperations(portico);
const owner = await signInAtConsole(portico);

const deep = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`;
const brokenBodies: ReadonlyArray<readonly [what: string, body: string, status: readonly number[]]> = [
  ['no JSON', '{', [400]],
  ['a list', '[]', [400]],
  ['nesting without end', deep, [400]],
  ['a prototype', '{"__proto__":{"role":"owner"}}', [400]],
  ['a NUL', '{"name":"a\\u0000b","title":"\\u0000"}', [400]],
  ['a lone surrogate', '{"name":"\\ud800","title":"\\ud800"}', [400]],
  ['an unknown member', '{"nobody-knows-this":1}', [400]],
  ['more than it takes', `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`, [400, 413]],
];

/** Values that no schema of ours takes, or takes only in some places. */
const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  'x'.repeat(20_000),
  '\u202e',
  '9'.repeat(400),
  [],
  [[]],
  {},
  { $ne: null },
  Array(2_000).fill(1),
];

async function send(method: string, path: string, body: string | undefined, contentType = 'application/json') {
  const response = await fetch(`${portico.url}${path.replaceAll(/\{\w+\}/g, '999999999')}`, {
    method,
    headers: { ...owner.headers, 'if-match': '"1"', ...(body !== undefined && { 'content-type': contentType }) },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type') ?? '', text };
}

function assertProblem(answer: { status: number; type: string; text: string }, told: string): void {
  assert.ok(answer.status < 500, `${told}: ${answer.status} ${answer.text}`);
  if (answer.status < 400) return;
  assert.match(answer.type, /^application\/problem\+json/, told);
  const problem = JSON.parse(answer.text) as Record<string, unknown>;
  for (const member of ['type', 'title', 'status', 'detail', 'code']) assert.ok(problem[member], `${told}: ${member}`);
  assert.doesNotMatch(answer.text, /SQLITE|node_modules|at .*\.ts:/, told);
}

for (const { method, path, operation } of operations) {
  const { requestBody, parameters = [] } = operation as unknown as Described;
  // It would end the session that all others are tried with.
  if (path.endsWith('/session') && method === 'DELETE') continue;
  const schema = requestBody?.content['application/json']?.schema;

  test(`management ${method} ${path}: bad input is a problem that says what is wrong, and never a fault`, async () => {
    if (schema) {
      for (const [what, body, expected] of brokenBodies) {
        const answer = await send(method, path, body);
        assert.ok(expected.includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
        assertProblem(answer, what);
      }
      for (const repeated of ['{"x":1,"\\u0078":1}', '{"x":[{"y":1,"y":1}]}']) {
        const { text } = await send(method, path, repeated);
        assert.equal(JSON.parse(text).code, 'request.malformed', repeated);
      }
      assert.equal((await send(method, path, 'a=1', 'application/x-www-form-urlencoded')).status, 415);
      for (const name of Object.keys(schema.properties ?? {})) {
        for (const value of oddValues) {
          const body = JSON.stringify({ [name]: value });
          assertProblem(await send(method, path, body), `${name}: ${body.slice(0, 60)}`);
        }
      }
    }
    for (const { in: place, name } of parameters) {
      if (place !== 'query') continue;
      for (const value of oddValues) {
        const text = typeof value === 'string' ? value.slice(0, 2_000) : JSON.stringify(value).slice(0, 2_000);
        const answer = await send(method, `${path}?${name}=${encodeURIComponent(text)}`, schema && '{}');
        assertProblem(answer, `${name}=${text.slice(0, 60)}`);
      }
    }
    for (const id of ['0', '-1', '1.5', 'x', '9'.repeat(30), '%00', '1e3', "1'--"]) {
      if (path.includes('{')) assertProblem(await send(method, path.replaceAll(/\{\w+\}/g, id), schema && '{}'), id);
    }
  });
}

test('management: the session that all this was tried with still works, and the owner’s password too', async () => {
  assert.equal((await owner.call('GET', '/session')).status, 200);
  const again = { identifier: 'owner', password: credentials.ownerPassword };
  const answer = await createManagementClient(portico).call('POST', '/session', { body: again });
  assert.ok(answer.status === 201 || answer.body.code === 'captcha.required', JSON.stringify(answer.body));
});
