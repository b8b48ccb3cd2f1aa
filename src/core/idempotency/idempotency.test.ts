import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createIdempotency, type HeldKey, type Idempotency } from './idempotency.ts';

const old = 'an old root key of more than 32 characters';
const current = 'the current root key of more than 32 characters';
const answer = { status: 201, headers: { etag: '"1"' }, body: '{"secret":"told once"}' };
const hour = 3_600_000;

const { db } = await openTestDatabase({ after });
let now = 0;
const clock = { now: () => now };
const underRoots = (...roots: [string, ...string[]]): Idempotency =>
  createIdempotency({ db, keyring: createKeyring(roots), clock });

async function hold(idempotency: Idempotency, key: string, request = 'a request'): Promise<HeldKey> {
  const taken = await idempotency.take({ key, request });
  assert.ok('complete' in taken, `${key} is free`);
  return taken;
}

test('idempotency: what an older root key kept is answered again after the root key was changed', async () => {
  await (await hold(underRoots(old), 'completed')).complete(answer);
  await hold(underRoots(old), 'cut-off');
  const rotated = underRoots(current, old);
  assert.deepEqual(await rotated.take({ key: 'completed', request: 'a request' }), answer);
  await assert.rejects(rotated.take({ key: 'completed', request: 'another' }), { code: 'request.key_reused' });
  await assert.rejects(rotated.take({ key: 'cut-off', request: 'a request' }), { code: 'request.in_progress' });
});

test('idempotency: a key that an older root key kept is free again after its 24 hours', async () => {
  await (await hold(underRoots(old), 'yesterday')).complete(answer);
  now += 25 * hour;
  const rotated = underRoots(current, old);
  await (await hold(rotated, 'yesterday', 'another request')).complete({ ...answer, body: 'anew' });
  const again = await rotated.take({ key: 'yesterday', request: 'another request' });
  assert.deepEqual(again, { ...answer, body: 'anew' });
});
