import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, type ManagementAnswer, signInAtConsole } from './support/management.ts';
import { startPortico } from './support/portico.ts';

const portico = await startPortico({ after });
const owner = await signInAtConsole(portico);
const times = 100;

const atOnce = (work: (index: number) => Promise<ManagementAnswer>): Promise<ManagementAnswer[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));
const statuses = (answers: ManagementAnswer[], status: number): ManagementAnswer[] =>
  answers.filter((answer) => answer.status === status);

async function createAccount(handle: string) {
  const { status, body } = await owner.call('POST', '/accounts', { body: { handle, displayName: '某某' } });
  assert.equal(status, 201, JSON.stringify(body));
  return body.account as { id: number; version: number };
}

test(`of ${times} changes at once that saw the same version, one is made and the others are told`, async () => {
  const { id, version } = await createAccount('version-race');
  const answers = await atOnce((index) =>
    owner.call('PATCH', `/accounts/${id}`, { version, body: { displayName: `名字${index}` } }),
  );
  const [made, ...more] = statuses(answers, 200);
  assert.equal(more.length, 0);
  const refused = statuses(answers, 412);
  assert.equal(refused.length, times - 1);
  assert.ok(refused.every(({ body }) => body.code === 'request.version_changed'));
  const { body, headers } = await owner.call('GET', `/accounts/${id}`);
  assert.equal(body.displayName, made?.body.displayName);
  assert.equal(headers.get('etag'), `"${made?.body.version}"`);
});

test(`versions grow with every change, even ${times} of them in one millisecond`, async () => {
  const { id, version } = await createAccount('fast');
  const seen = new Set([version]);
  const { now } = portico.clock;
  const frozen = now();
  portico.clock.now = () => frozen;
  try {
    let current = version;
    for (let count = 0; count < times; count += 1) {
      const answer = await owner.call('PATCH', `/accounts/${id}`, { version: current, body: { position: `${count}` } });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      current = answer.body.version;
      seen.add(current);
    }
  } finally {
    portico.clock.now = now;
  }
  assert.equal(seen.size, times + 1);
});

test(`of ${times} creations at once with one Idempotency-Key, one makes something; later ones are answered the same`, async () => {
  const headers = { 'idempotency-key': 'one-key' };
  const body = { handle: 'only-once' };
  const answers = await atOnce(() => owner.call('POST', '/accounts', { headers, body }));
  const made = statuses(answers, 201);
  assert.equal(made.length + statuses(answers, 409).length, times);
  assert.equal(new Set(made.map((answer) => answer.body.account.id)).size, 1);
  assert.equal(made.filter((answer) => answer.headers.get('idempotency-replayed') === null).length, 1);
  const again = await owner.call('POST', '/accounts', { headers, body });
  assert.deepEqual([again.status, again.body], [201, made[0]?.body]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const found = await owner.call('GET', '/accounts?q=only-once');
  assert.equal(found.body.items.length, 1);
});

test('a repeated creation is answered with every header of the first, the version among them', async () => {
  const repeat = () =>
    owner.call('POST', '/faqs', {
      headers: { 'idempotency-key': 'headers-too' },
      body: { title: 'q', content: 'a', category: '' },
    });
  const [first, again] = [await repeat(), await repeat()];
  const own = new Set(['date', 'x-request-id', 'idempotency-replayed']);
  const headersOf = ({ headers }: typeof first) => Object.fromEntries([...headers].filter(([name]) => !own.has(name)));
  assert.equal(first.headers.get('etag'), `"${first.body.version}"`);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual(headersOf(again), headersOf(first));
  assert.deepEqual([again.status, again.body], [201, first.body]);
});

test('an Idempotency-Key means one request: another body is refused, a failure frees it', async () => {
  const create = (key: string, body: object) =>
    owner.call('POST', '/accounts', { headers: { 'idempotency-key': key }, body });
  assert.equal((await create('k1', { handle: 'first-body' })).status, 201);
  const other = await create('k1', { handle: 'other-body' });
  assert.deepEqual([other.status, other.body.code], [422, 'request.key_reused']);
  const taken = await create('k2', { handle: 'first-body' });
  assert.deepEqual([taken.status, taken.body.code], [409, 'identifier.taken']);
  assert.equal((await create('k2', { handle: 'second-body' })).status, 201);
  const { database } = portico.portico.house;
  const kept = await database.selectFrom('idempotency_keys').selectAll().execute();
  assert.ok(!JSON.stringify(kept).includes('first-body'), 'what was answered is kept encrypted');
  const bad = await create('bad key', { handle: 'third-body' });
  assert.deepEqual(
    [bad.status, bad.body.errors],
    [400, [{ pointer: '/Idempotency-Key', detail: '1 to 200 visible ASCII characters.' }]],
  );
});

test(`of ${times} uses of one password link at once, one sets the password`, async () => {
  const { id, version } = await createAccount('link-race');
  const { status, body } = await owner.call('POST', `/accounts/${id}/password-reset`, { version });
  assert.equal(status, 201, JSON.stringify(body));
  const { token } = body;
  const anybody = createManagementClient(portico);
  const answers = await atOnce((index) =>
    anybody.call('POST', '/password-resets/consume', { body: { token, password: `a fresh secret ${index}` } }),
  );
  assert.equal(statuses(answers, 204).length, 1);
  assert.ok(answers.every((answer) => [204, 400, 429, 503].includes(answer.status)));
});

test('of two owners who take the role from each other at once, one remains', async () => {
  const { id } = await createAccount('second-owner');
  const { core } = portico.portico.house;
  await core.accounts.setRole(id, 'owner', 'cli');
  const first = (await owner.call('GET', '/session')).body.account.id;
  const versionOf = async (account: number) => (await owner.call('GET', `/accounts/${account}`)).body.version;
  const versions = [await versionOf(first), await versionOf(id)];
  const answers = await Promise.all(
    [first, id].map((account, index) =>
      owner.call('PUT', `/accounts/${account}/role`, { version: versions[index], body: { role: 'user' } }),
    ),
  );
  assert.equal(statuses(answers, 200).length, 1, JSON.stringify(answers.map((answer) => answer.body)));
});
