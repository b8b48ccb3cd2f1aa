import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyring } from './keyring.ts';

const old = 'an old root key of more than 32 characters';
const current = 'the current root key of more than 32 characters';

test('what was encrypted is read again only with the same context and an untouched text', () => {
  const keyring = createKeyring([current]);
  const sealed = keyring.encrypt('pt_key=秘密', 'vault:1:pt_key');
  assert.ok(!sealed.includes('秘密'));
  assert.equal(keyring.decrypt(sealed, 'vault:1:pt_key'), 'pt_key=秘密');
  assert.throws(() => keyring.decrypt(sealed, 'vault:2:pt_key'));
  const [format, id, text = ''] = sealed.split('.');
  const flipped = text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA');
  assert.throws(() => keyring.decrypt([format, id, flipped].join('.'), 'vault:1:pt_key'));
});

test('the same text is sealed differently each time', () => {
  const keyring = createKeyring([current]);
  assert.notEqual(keyring.encrypt('a', 'c'), keyring.encrypt('a', 'c'));
});

test('after a rotation the old root still opens what it closed, and is told to be stale', () => {
  const before = createKeyring([old]);
  const after = createKeyring([current, old]);
  const sealed = before.encrypt('secret', 'c');
  assert.equal(after.decrypt(sealed, 'c'), 'secret');
  assert.ok(after.isStale(sealed));
  assert.ok(!after.isStale(after.encrypt('secret', 'c')));
  assert.throws(() => createKeyring([current]).decrypt(sealed, 'c'), /not configured/);
});

test('what an older root hashed is found among the hashes of the rotated ring', () => {
  const hash = createKeyring([old]).hash('token-hash', 'token');
  assert.ok(createKeyring([current, old]).hashes('token-hash', 'token').includes(hash));
});

test('two purposes never share a key, and two roots never an id', () => {
  const keyring = createKeyring([current, old]);
  assert.notDeepEqual(keyring.key('jwt-desktop'), keyring.key('jwt-staff'));
  assert.equal(new Set(keyring.ids).size, 2);
  assert.match(keyring.currentId, /^[0-9a-f]{8}$/);
});
