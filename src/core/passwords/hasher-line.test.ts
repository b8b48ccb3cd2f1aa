import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { createKeyring } from '../keyring/keyring.ts';
import { createPasswordHasher } from './hasher.ts';

const plain = { form: 'plain', value: 'right' } as const;

test('passwords: as many are hashed at once as there are cores; 256 more wait, and the next is refused and told', async () => {
  let refused = 0;
  const waits: number[] = [];
  const watch = {
    waited: (milliseconds: number) => void waits.push(milliseconds),
    refused() {
      refused += 1;
    },
  };
  const hasher = createPasswordHasher(createKeyring(['a root key of more than 32 characters']), { watch });
  const cores = availableParallelism();
  assert.deepEqual(hasher.load(), { running: 0, waiting: 0 });
  const asked = Array.from({ length: cores + 256 }, () => hasher.createVerifier(plain));
  assert.deepEqual(hasher.load(), { running: cores, waiting: 256 });
  await assert.rejects(hasher.createVerifier(plain), { code: 'password.overloaded' });
  await assert.rejects(hasher.matches(plain, null), { code: 'password.overloaded' });
  assert.equal(refused, 2);
  await Promise.all(asked);
  assert.equal(waits.length, cores + 256);
  assert.ok(waits.every((waited) => waited >= 0) && (waits.at(-1) as number) > (waits[0] as number));
  assert.equal(await hasher.matches(plain, null), false, 'a full line once is no full line for ever');
});
