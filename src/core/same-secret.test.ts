import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameSecret } from './same-secret.ts';

test('secrets are the same with the same bytes alone, whichever way they are held', () => {
  assert.ok(isSameSecret('secret', Buffer.from('secret')));
  assert.ok(isSameSecret('', ''));
  for (const other of ['secreT', 'Secret', 'secret ', 'secre', '', 'secret\0'])
    assert.ok(!isSameSecret('secret', other));
  // As many characters and other bytes.
  assert.ok(!isSameSecret('é', 'e'));
});
