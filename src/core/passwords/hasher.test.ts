import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { createKeyring } from '../keyring/keyring.ts';
import { sealFormer } from './former/former-passwords.ts';
import { createPasswordHasher } from './hasher.ts';

const oldRoot = 'an old root key of more than 32 characters';
const newRoot = 'a new root key of more than 32 characters';
const plain = { form: 'plain', value: 'right' } as const;
/** What `printf right | md5sum` prints. */
const md5 = { form: 'md5', value: '7C4F29407893C334A6CB7A87BF045C0D' } as const;

/** How many turns were taken since it was asked the last time. */
function countHashes() {
  let hashed = 0;
  const watch = {
    waited() {
      hashed += 1;
    },
    refused: () => assert.fail(),
  };
  const taken = (): number => {
    const before = hashed;
    hashed = 0;
    return before;
  };
  return { watch, taken };
}

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
  const hashes = countHashes();
  const hasher = createPasswordHasher(createKeyring([oldRoot]), { watch: hashes.watch });
  await hasher.matches(plain, undefined);
  assert.equal(hashes.taken(), 2, 'a decoy is made once');
  for (const absent of [
    null,
    undefined,
    '',
    await createPasswordHasher(createKeyring([newRoot])).createVerifier(plain),
  ]) {
    assert.equal(await hasher.matches({ form: 'plain', value: 'nobody has this password' }, absent), false);
    assert.equal(hashes.taken(), 1);
  }
});

test('passwords: one of a former back end opens by the password alone, and is stale', async () => {
  const keyring = createKeyring([newRoot, oldRoot]);
  const hasher = createPasswordHasher(keyring);
  const sealed = { format: 'md5(password+salt)', hash: 'e368b9938746fa090d6afd3628355133', salt: '1' };
  for (const verifier of [sealFormer(keyring, sealed), sealFormer(createKeyring([oldRoot]), sealed)]) {
    assert.equal(await hasher.matches({ form: 'plain', value: 'right' }, verifier), false);
    assert.equal(await hasher.matches({ form: 'plain', value: 'demo' }, verifier), true);
    assert.equal(hasher.isStale(verifier), true);
    assert.equal(await hasher.matches({ form: 'plain', value: 'demo' }, verifier.slice(0, -4)), false);
    assert.equal(await createPasswordHasher(createKeyring(['k'.repeat(32)])).matches(plain, verifier), false);
  }
});

test('passwords: a wrong try at a former verifier takes as long as with ours, also where its form costs next to nothing', async () => {
  const hashes = countHashes();
  const keyring = createKeyring([oldRoot]);
  const hasher = createPasswordHasher(keyring, { watch: hashes.watch });
  await hasher.matches(plain, undefined);
  hashes.taken();
  const tries = async (verifier: string): Promise<number> => {
    assert.equal(await hasher.matches(plain, verifier), false);
    return hashes.taken();
  };
  const cheap = sealFormer(keyring, { format: 'md5(password)', hash: '0'.repeat(32) });
  assert.equal(await tries(cheap), 2, 'its own, and ours');
  assert.equal(await tries(cheap.slice(0, -4)), 1, 'what cannot be opened is nobody’s');
  const costly = sealFormer(keyring, {
    format: 'bcrypt',
    hash: '$2b$10$abcdefghijklmnopqrstuuV1L/DJHUuGEZz5i7q8DBMVDKqTC9nUK',
  });
  assert.equal(await tries(costly), 1, 'its own is enough');
});

test('passwords: worker processes share the cores, and each has one at least', async () => {
  for (const workers of [availableParallelism(), availableParallelism() + 1]) {
    const hasher = createPasswordHasher(createKeyring([oldRoot]), { workers });
    const asked = [hasher.createVerifier(plain), hasher.createVerifier(plain)];
    assert.deepEqual(hasher.load(), { running: 1, waiting: 1 });
    await Promise.all(asked);
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
