import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSecrets } from './find-secrets.ts';
import { spellingsOf } from './spellings.ts';

const secret = 'a/secret+"that\\is?told';

const encodings: Record<string, (text: string) => string> = {
  plain: (text) => text,
  hex: (text) => Buffer.from(text).toString('hex'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'a URL': (text) => encodeURIComponent(text),
  JSON: (text) => JSON.stringify({ text }),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text })),
};

for (const [name, encode] of Object.entries(encodings)) {
  test(`a secret is found in ${name}, whatever stands before and after it`, () => {
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const place = Buffer.from(`{${encode(`${before}${secret}${before}`)}}`);
      assert.equal(findSecrets(place, [{ what: 'it', value: secret }]).length, 1, before);
    }
    assert.equal(findSecrets(Buffer.from(encode('nothing of the kind')), [{ what: 'it', value: secret }]).length, 0);
  });
}

test('a code of few signs counts where it stands alone, and not as a part of a longer number', () => {
  const code = [{ what: 'code', value: '123456' }];
  assert.equal(findSecrets(Buffer.from('{"code":"123456"}'), code).length, 1);
  assert.equal(findSecrets(Buffer.from('1700123456789'), code).length, 0);
  assert.ok(spellingsOf('123456').length > 3);
});
