import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { apiKeyRights, type Right, rights, rightsOf } from '../src/core/rights.ts';
import { readBelongings } from './access/belongings.ts';
import { createCredentials } from './access/credentials.ts';
import {
  createManagementClient,
  type ManagementClient,
  readOperations,
  signInAtConsole,
} from './support/management.ts';
import { startPortico } from './support/portico.ts';

const portico = await startPortico({ after });
const { core, database } = portico.portico.house;
const operations = await readOperations(portico);

const password = 'a-password-of-tests_1';

async function createOperator(handle: string): Promise<number> {
  const owner = await signInAtConsole(portico);
  const { status, body } = await owner.call('POST', '/accounts', { body: { handle, password } });
  assert.equal(status, 201, JSON.stringify(body));
  await core.accounts.setRole(body.account.id, 'admin', 'cli');
  return body.account.id;
}

/** Good once at the console, or now at another place, each as a cookie and as a bearer would bring it. */
async function listStrangers(): Promise<Array<[what: string, client: ManagementClient]>> {
  const { createPerson, listForeign, listDead } = createCredentials(portico);
  const foreign = await listForeign(await createPerson('owner'), 'console');
  // Its idle time would pass for everybody else, too; `session.test.ts` has that.
  const dead = (await listDead('console')).filter(([what]) => what !== 'after its time');
  return [...foreign, ...dead].flatMap(
    ([what, token]): Array<[string, ManagementClient]> => [
      [`${what} as a cookie`, createManagementClient(portico, { cookie: `portico_console=${token}` })],
      [`${what} as a bearer`, createManagementClient(portico, { authorization: `Bearer ${token}` })],
    ],
  );
}

async function createKey(...granted: Right[]): Promise<ManagementClient> {
  const { key } = await core.apiKeys.create({ name: 'matrix', rights: granted }, { actor: 'cli' });
  return createManagementClient(portico, { authorization: `Bearer ${key}` });
}

/** A user with a live session at the console, as none can get: what stands between them and a route is the route's own check. */
async function createUserInside(): Promise<ManagementClient> {
  const id = await createOperator('user');
  const client = await signInAtConsole(portico, 'user', password);
  await database.updateTable('accounts').set({ role: 'user' }).where('id', '=', id).execute();
  return client;
}

await createOperator('admin');
const nobody = createManagementClient(portico);
let operators = await signInOperators();

async function signInOperators(): Promise<{ admin: ManagementClient; owner: ManagementClient }> {
  return { admin: await signInAtConsole(portico, 'admin', password), owner: await signInAtConsole(portico) };
}

function endsTheSession(method: string, path: string): boolean {
  return method === 'DELETE' && path.endsWith('/v1/session');
}

const user = await createUserInside();
const strangers = await listStrangers();

/** `METHOD path | access`, as docs/management-access.md shows them. */
const printed = operations
  .map(({ method, path, access }) => `| ${method} | \`${path.replace('/management/v1', '')}\` | ${access} |`)
  .sort();

test('every route of the management API says who may call it, as the reviewed table in docs/management-access.md shows', () => {
  const table = printed.join('\n');
  console.log(table);
  assert.ok(readFileSync(new URL('../docs/management-access.md', import.meta.url), 'utf8').includes(`${table}\n`));
});

test('rights: only the owner changes roles, keys, webhooks and settings, and no API key can', () => {
  const ownersAlone = ['roles:write', 'keys:write', 'webhooks:write', 'settings:write'] as const;
  assert.deepEqual(
    rights.filter((right) => !rightsOf('admin').has(right)),
    ownersAlone,
  );
  assert.ok(ownersAlone.every((right) => rightsOf('owner').has(right) && !apiKeyRights.includes(right)));
  assert.equal(rightsOf('user').size, 0);
});

/** Things that do not exist, and no body: who gets through is told so, and nothing is done. */
function ask(client: ManagementClient, method: string, path: string) {
  const url = path.replace('/management/v1', '').replaceAll(/\{\w+\}/g, '999999999');
  return client.call(method, url, { version: 1, ...(method !== 'GET' && { body: {} }) });
}

/** What answers 401 or 403 tells of who asks; any other answer comes from behind the check. */
async function outcomeOf(client: ManagementClient, method: string, path: string): Promise<string> {
  const { status, body } = await ask(client, method, path);
  return status === 401 || status === 403 ? `${status} ${body.code}` : 'through';
}

for (const { method, path } of operations.filter((each) => each.access === 'public')) {
  test(`management ${method} ${path}: public`, async () => {
    const key = await createKey('accounts:read');
    for (const client of [nobody, user, operators.admin, operators.owner, key]) {
      assert.equal(await outcomeOf(client, method, path), 'through');
    }
  });
}

for (const { method, path, access } of operations.filter((each) => each.access !== 'public')) {
  test(`management ${method} ${path}: ${access}, and nobody else`, async () => {
    const outcome = (client: ManagementClient): Promise<string> => outcomeOf(client, method, path);
    if (endsTheSession(method, path)) operators = await signInOperators();
    const { admin, owner } = operators;
    const needed = access as Right;
    const isForAdmins = access === 'session' || rightsOf('admin').has(needed);
    assert.equal(await outcome(nobody), '401 session.missing', 'nobody');
    for (const [what, client] of strangers) assert.match(await outcome(client), /^401 /, what);
    if (method !== 'GET') assert.equal(await outcome(withoutProof(owner)), '403 request.forged', 'another page’s form');
    assert.equal(await outcome(user), '403 right.missing', 'user');
    assert.equal(await outcome(admin), isForAdmins ? 'through' : '403 right.missing', 'admin');
    assert.equal(await outcome(owner), 'through', 'owner');
    if (endsTheSession(method, path)) operators = await signInOperators();
    if (access === 'session') {
      assert.equal(await outcome(await createKey(...apiKeyRights)), '401 session.missing', 'any key');
      return;
    }
    const others = apiKeyRights.filter((right) => right !== needed);
    assert.equal(await outcome(await createKey(...others)), '403 right.missing', 'key without the right');
    if (apiKeyRights.includes(needed)) assert.equal(await outcome(await createKey(needed)), 'through', 'key with it');
  });
}

/** The browser sends its cookie along, and nothing more. */
function withoutProof({ headers: { cookie = '' } }: ManagementClient): ManagementClient {
  return createManagementClient(portico, { cookie });
}

/** Changes of one account, each of which an admin or a key may make of a user's, and of no operator's. */
const accountChanges = operations.filter(
  ({ method, path }) => method !== 'GET' && path.startsWith('/management/v1/accounts/{id}'),
);

test('an operator’s account is out of reach of other admins and of every API key, whichever route names it', async () => {
  const { createPerson, openSession } = createCredentials(portico);
  const [owner, otherAdmin] = [await createPerson('owner'), await createPerson('admin')];
  const key = await createKey(...apiKeyRights);
  for (const target of [owner, otherAdmin]) {
    const { id: session } = await openSession(target, 'console');
    const before = await readBelongings(database, target.id);
    for (const { method, path } of accountChanges) {
      const url = path
        .replace('/management/v1', '')
        .replace('{id}', String(target.id))
        .replace('{session}', String(session));
      for (const client of [operators.admin, key]) {
        const body = path.endsWith('/role') ? { role: 'user' } : { displayName: 'taken over' };
        const version = target.updated_at;
        const answer = await client.call(method, url, { version, ...(hasBody(method, path) && { body }) });
        assert.equal(answer.status, 403, `${method} ${url}: ${JSON.stringify(answer.body)}`);
      }
    }
    assert.deepEqual(await readBelongings(database, target.id), before);
  }
});

test('a session is ended under the account that has it, and under no other', async () => {
  const { createPerson, openSession } = createCredentials(portico);
  const [person, owner] = [await createPerson(), await createPerson('owner')];
  const { id: session } = await openSession(owner, 'console');
  const before = await readBelongings(database, owner.id);
  const answer = await operators.admin.call('DELETE', `/accounts/${person.id}/sessions/${session}`);
  assert.deepEqual([answer.status, answer.body.code], [404, 'session.not_found']);
  assert.deepEqual(await readBelongings(database, owner.id), before);
});

function hasBody(method: string, path: string): boolean {
  return method === 'PATCH' || path.endsWith('/role');
}

test('whoever is no operator any more is signed out with the next request', async () => {
  const id = await createOperator('fallen');
  const fallen = await signInAtConsole(portico, 'fallen', password);
  await core.accounts.setRole(id, 'user', 'cli');
  const { status, body } = await fallen.call('GET', '/accounts');
  assert.deepEqual([status, body.code], [401, 'session.revoked']);
});

test('the description and its reference are public', async () => {
  for (const path of ['/management/openapi.json', '/management/docs']) {
    assert.equal((await fetch(portico.url + path)).status, 200, path);
  }
});
