import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient } from '../../../test/support/management.ts';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';

const hourMs = 3_600_000;
let refusal: string | undefined;
let hold = async (): Promise<void> => {};
const sent: string[] = [];
const at = await startPortico(
  { after },
  {},
  {
    email: {
      async send({ to }) {
        await hold();
        if (refusal !== undefined) throw new Error(refusal);
        sent.push(to);
      },
    },
    push: {
      async send(_message, devices) {
        if (refusal !== undefined) throw new Error(refusal);
        return new Map(devices.map(({ id }) => [id, { result: 'delivered' }]));
      },
    },
  },
);
const { core, database, jobs } = at.portico.house;
// A failed job waits for two seconds, and is looked at meanwhile.
at.clock.stop();
// A session at the console would not outlive the days that pass here.
const { key } = await core.apiKeys.create({ name: 'test', rights: ['jobs:read', 'jobs:write'] }, { actor: 'test' });
const { call } = createManagementClient(at, { authorization: `Bearer ${key}` });

const enqueue = (...to: string[]): Promise<void> =>
  transact(database, (tx) =>
    jobs.enqueue(
      tx,
      'email',
      ...to.map(
        (each) =>
          ({
            to: each,
            purpose: 'reset-password',
            handle: null,
            hours: 1,
            link: 'https://example.com/?token=secret',
          }) as const,
      ),
    ),
  );

/** Mails that are given up, the way they are in production: tried for longer than a day. */
async function giveUp(...to: string[]): Promise<number[]> {
  refusal = '550 <zhang.wei@example.com> rejected, see https://mail.example/why?token=secret or call +86 138 0013 8000';
  await enqueue(...to);
  await jobs.runDue();
  at.clock.advance(25 * hourMs);
  await jobs.runDue();
  refusal = undefined;
  const { body } = await call('GET', '/jobs?limit=200');
  return body.items.slice(0, to.length).map((job: { id: number }) => job.id);
}

test('jobs: one that was given up is listed with its reason, replayed, and done', async () => {
  const [id] = await giveUp('a@example.com');
  const { body } = await call('GET', `/jobs/${id}`);
  const { kind, state, about, readable, attempts, nextRunAt } = body;
  assert.deepEqual([kind, state, about, readable, nextRunAt], ['email', 'dead', 'mail:reset-password', true, null]);
  assert.ok(attempts >= 2 && body.diedAt > body.createdAt);
  const replayed = await call('POST', `/jobs/${id}/replay`);
  assert.deepEqual([replayed.status, replayed.body.state, replayed.body.attempts], [200, 'due', 0]);
  await jobs.runDue();
  assert.deepEqual(sent, ['a@example.com']);
  assert.equal((await call('GET', `/jobs/${id}`)).status, 404);
  const again = await call('POST', `/jobs/${id}/replay`);
  assert.deepEqual([again.status, again.body.code], [404, 'job.not_found']);
});

test('jobs: neither what one carries nor whom it is for is told', async () => {
  const [id] = await giveUp('secret-person@example.com');
  const { body } = await call('GET', `/jobs/${id}`);
  assert.equal(body.reason, '550 <…@example.com> rejected, see https://mail.example/why?… or call …00');
  assert.doesNotMatch(JSON.stringify(body), /secret|zhang/);
  // Nor kept, where a backup would carry the link on.
  const kept = await at.portico.house.database
    .selectFrom('jobs')
    .select('last_error')
    .where('id', '=', id ?? 0)
    .execute();
  assert.deepEqual(kept, [{ last_error: body.reason }]);
});

test('jobs: a push that failed for good counts its devices again when it is replayed, and is sent', async () => {
  const person = await createMobileClient(at).join();
  await core.devices.bind(person.id, { clientId: 'device-1', clientType: 'android' });
  refusal = 'the vendor is down';
  const { id } = await core.pushes.create({ title: 't', body: 'b', to: [person.id], managerId: 1 });
  at.clock.advance(25 * hourMs);
  await jobs.runDue();
  const read = async () => {
    const { status, device_count, delivered_count, failed_count } = await core.pushes.getLogged(id);
    return { status, device_count, delivered_count, failed_count };
  };
  assert.deepEqual(await read(), { status: 2, device_count: 1, delivered_count: 0, failed_count: 1 });
  const [job] = (await call('GET', '/jobs?kind=push')).body.items;
  assert.deepEqual([job.about, job.reason], [`push:${id}`, 'the vendor is down']);
  refusal = undefined;
  assert.equal((await call('POST', '/jobs/replay', { body: { kind: 'push' } })).body.replayed, 1);
  await jobs.runDue();
  assert.deepEqual(await read(), { status: 1, device_count: 1, delivered_count: 1, failed_count: 0 });
});

test('jobs: only what was given up is replayed or discarded, and only what waits is tried now', async () => {
  const [dead] = await giveUp('b@example.com');
  const hastened = await call('POST', `/jobs/${dead}/hasten`);
  assert.deepEqual([hastened.status, hastened.body.code], [409, 'job.not_waiting']);
  assert.equal((await call('DELETE', `/jobs/${dead}`)).status, 204);
  assert.equal((await call('DELETE', `/jobs/${dead}`)).body.code, 'job.not_found');

  refusal = 'not now';
  await enqueue('c@example.com');
  await jobs.runDue();
  const [waiting] = (await call('GET', '/jobs?state=waiting&kind=email')).body.items;
  assert.deepEqual([waiting.state, waiting.reason, waiting.attempts], ['retrying', 'not now', 1]);
  for (const [method, path] of [
    ['POST', `/jobs/${waiting.id}/replay`],
    ['DELETE', `/jobs/${waiting.id}`],
  ] as const) {
    const { status, body } = await call(method, path);
    assert.deepEqual([status, body.code], [409, 'job.not_dead']);
  }
  refusal = undefined;
  assert.equal((await call('POST', `/jobs/${waiting.id}/hasten`)).body.state, 'due');
  await jobs.runDue();
  assert.equal(sent.at(-1), 'c@example.com');
});

test('jobs: what is being done is listed as such', async () => {
  const flight = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  hold = () => {
    begun.resolve();
    return flight.promise;
  };
  await enqueue('d@example.com');
  const done = jobs.runDue();
  await begun.promise;
  const { items } = (await call('GET', '/jobs?state=running')).body;
  assert.deepEqual(
    items.map(({ kind, state, nextRunAt, reason }: Record<string, unknown>) => [kind, state, nextRunAt, reason]),
    [['email', 'running', null, null]],
  );
  const kinds = (await call('GET', '/jobs/kinds')).body.items;
  assert.deepEqual(kinds[0].running, { count: 1, capped: false });
  hold = async () => {};
  flight.resolve();
  await done;
});

test('jobs: all of a kind are replayed by one call, which tells how many, and the audit log who it was', async () => {
  await call('POST', '/jobs/replay', { body: { kind: 'email' } });
  await jobs.runDue();
  await giveUp(...Array.from({ length: 30 }, (_, n) => `all-${n}@example.com`));
  const kinds = (await call('GET', '/jobs/kinds')).body.items;
  assert.deepEqual(kinds.map(({ kind, dead }: { kind: string; dead: { count: number } }) => [kind, dead.count])[0], [
    'email',
    30,
  ]);
  const { status, body } = await call('POST', '/jobs/replay', { body: { kind: 'email' } });
  assert.deepEqual([status, body], [200, { replayed: 30, unreadable: 0 }]);
  await jobs.runDue();
  assert.equal(new Set(sent.filter((to) => to.startsWith('all-'))).size, 30);
  const { entries } = await core.audit.list({ action: 'jobs.replayed' }, { limit: 1 });
  assert.deepEqual(
    entries.map(({ actor, target, details }) => [actor, target, details]),
    [['api-key:1', 'jobs', '{"kind":"email","count":30}']],
  );
});

test('jobs: a kind that is none, a cursor of another list and a state that is none are refused', async () => {
  for (const [method, path, pointer] of [
    ['GET', '/jobs?kind=mail', '/kind'],
    ['GET', '/jobs?state=done', '/state'],
    ['GET', '/jobs?cursor=abc', '/cursor'],
    ['POST', '/jobs/replay', '/kind'],
  ] as const) {
    const { status, body } = await call(method, path, method === 'POST' ? { body: { kind: 'mail' } } : {});
    assert.deepEqual([status, body.errors?.[0].pointer], [400, pointer], path);
  }
});

test('jobs: the list goes on page by page, the last that was given up first', async () => {
  const ids = await giveUp(...Array.from({ length: 5 }, (_, n) => `page-${n}@example.com`));
  const found: number[] = [];
  let cursor = '';
  do {
    const { body } = await call('GET', `/jobs?kind=email&limit=2${cursor}`);
    found.push(...body.items.map(({ id }: { id: number }) => id));
    cursor = body.next === null ? '' : `&cursor=${body.next}`;
  } while (cursor !== '');
  assert.deepEqual(found, ids);
});
