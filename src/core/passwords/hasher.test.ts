import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { createKeyring } from '../keyring/keyring.ts';
import { createPasswordHasher } from './hasher.ts';

const oldRoot = 'an old root key of more than 32 characters';
const newRoot = 'a new root key of more than 32 characters';
const plain = { form: 'plain', value: 'right' } as const;
/** What `printf right | md5sum` prints. */
const md5 = { form: 'md5', value: '7C4F29407893C334A6CB7A87BF045C0D' } as const;

test('passwords: one verifier serves the password and its md5, whatever the case of the hex', async () => {
  const hasher = createPasswordHasher(createKeyring([oldRoot]));
  const verifier = await hasher.createVerifier(plain);
  assert.match(verifier, /^[0-9a-f]{8}\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await hasher.matches(plain, verifier), true);
  assert.equal(await hasher.matches(md5, verifier), true);
  assert.equal(await hasher.matches({ form: 'plain', value: md5.value.toLowerCase() }, verifier), false);
  assert.equal(await hasher.matches(plain, null), false);
});

test('passwords: a verifier outlives a rotation as long as its root key is at hand, and is then simply wrong', async () => {
  const verifier = await createPasswordHasher(createKeyring([oldRoot])).createVerifier(plain);
  const rotated = createPasswordHasher(createKeyring([newRoot, oldRoot]));
  assert.equal(await rotated.matches(plain, verifier), true);
  assert.equal(rotated.isStale(verifier), true);
  assert.equal(rotated.isStale(await rotated.createVerifier(plain)), false);
  assert.equal(await createPasswordHasher(createKeyring([newRoot])).matches(plain, verifier), false);
});

test('passwords: a verifier under weaker parameters, or under another root key, is stale; a fresh one is not', async () => {
  const hasher = createPasswordHasher(createKeyring([oldRoot]));
  const verifier = await hasher.createVerifier(plain);
  assert.equal(hasher.isStale(verifier), false);
  assert.equal(hasher.isStale(verifier.replace('t=2', 't=1')), true);
  assert.equal(hasher.isStale(verifier.replace('m=19456', 'm=8192')), true);
  assert.equal(createPasswordHasher(createKeyring([newRoot])).isStale(verifier), true);
});

test('passwords: who has no verifier is compared all the same, so that the time an answer takes tells nothing', async () => {
  let hashed = 0;
  const watch = {
    waited() {
      hashed += 1;
    },
    refused: () => assert.fail(),
  };
  const hasher = createPasswordHasher(createKeyring([oldRoot]), { watch });
  await hasher.matches(plain, undefined);
  assert.equal(hashed, 2, 'a decoy is made once');
  for (const absent of [
    null,
    undefined,
    '',
    await createPasswordHasher(createKeyring([newRoot])).createVerifier(plain),
  ]) {
    hashed = 0;
    assert.equal(await hasher.matches({ form: 'plain', value: 'nobody has this password' }, absent), false);
    assert.equal(hashed, 1);
  }
});

test('passwords: a decoy that could not be made is made at the next try, and until then the failure is told', async () => {
  const keyring = createKeyring([oldRoot]);
  let isBroken = true;
  const key: typeof keyring.key = (purpose) => {
    if (isBroken) throw new Error('broken');
    return keyring.key(purpose);
  };
  const hasher = createPasswordHasher({ ...keyring, key });
  for (let time = 0; time < 2; time += 1) await assert.rejects(hasher.matches(plain, null), /broken/);
  isBroken = false;
  assert.equal(await hasher.matches(plain, null), false);
});

test('passwords: who waits for a turn is seen waiting, and told how long it was', async () => {
  const waits: number[] = [];
  const watch = { waited: (milliseconds: number) => void waits.push(milliseconds), refused: () => assert.fail() };
  const hasher = createPasswordHasher(createKeyring([oldRoot]), { watch });
  const cores = availableParallelism();
  const before = performance.now();
  const asked = Array.from({ length: cores + 1 }, () => hasher.createVerifier(plain));
  assert.deepEqual(hasher.load(), { running: cores, waiting: 1 });
  await Promise.all(asked);
  assert.deepEqual(hasher.load(), { running: 0, waiting: 0 });
  const took = performance.now() - before;
  assert.equal(waits.length, cores + 1);
  assert.ok(waits.every((waited) => waited >= 0 && waited <= took));
});
