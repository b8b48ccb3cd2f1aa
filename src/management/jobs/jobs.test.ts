import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient } from '../../../test/support/management.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';

const hourMs = 3_600_000;
let refusal: string | undefined;
const sent: string[] = [];
const at = await startPortico(
  { after },
  {},
  {
    email: {
      async send({ to }) {
        if (refusal !== undefined) throw new Error(refusal);
        sent.push(to);
      },
    },
  },
);
const { core, database, jobs } = at.portico.house;
// A session at the console would not outlive the days that pass here.
const { key } = await core.apiKeys.create({ name: 'test', rights: ['jobs:read', 'jobs:write'] }, { actor: 'test' });
const { call } = createManagementClient(at, { authorization: `Bearer ${key}` });

const enqueue = (...to: string[]): Promise<void> =>
  transact(database, (tx) =>
    jobs.enqueue(
      tx,
      'email',
      ...to.map(
        (each) => ({ to: each, purpose: 'reset-password', link: 'https://example.com/?token=secret' }) as const,
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
});
