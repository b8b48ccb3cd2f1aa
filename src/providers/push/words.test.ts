import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutToJsonBytes, cutToLength } from './words.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

test('words: what is short enough stays as it is; what is cut is whole characters of its beginning, and an ellipsis', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (words, most) => {
      const cut = cutToLength(words, most);
      assert.ok([...cut].length <= most);
      if ([...words].length <= most) assert.equal(cut, words);
      else assert.ok(cut.endsWith('…') && words.startsWith(cut.slice(0, -1)));
    }),
  );
});

test('words: no text takes more bytes within JSON than it may, whatever has to be escaped in it', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 3, max: 120 }), (words, most) => {
      const cut = cutToJsonBytes(words, most);
      assert.ok(Buffer.byteLength(JSON.stringify(cut)) - 2 <= most);
      if (cut !== words) assert.ok(cut.endsWith('…') && words.startsWith(cut.slice(0, -1)));
    }),
  );
});

test('words: a character outside the first plane is never halved', () => {
  assert.equal(cutToLength('😀😀😀', 2), '😀…');
  assert.equal(cutToJsonBytes('😀😀😀', 8), '😀…');
});
