import assert from 'node:assert/strict';
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
