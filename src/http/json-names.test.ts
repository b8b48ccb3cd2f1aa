import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasRepeatedNames } from './json-names.ts';

test('a name that comes twice is found, however it is written', () => {
  const repeated = [
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{ "a" : 1 ,\n\t"a"\r: 2 }',
    '{"a":1,"\\u0061":2}',
    '{"\\u4E2D":1,"中":2}',
    '{"😀":1,"\\ud83d\\uDE00":2}',
    '{"a\\"b":1,"a\\u0022b":2}',
    '{"a\\\\":1,"a\\\\":2}',
    '{"/":1,"\\/":2}',
    '{"":1,"":2}',
    '{"a":{"b":[1,{"c":2}]},"a":[]}',
    '{"__proto__":1,"__proto__":2}',
  ];
  for (const json of repeated) {
    assert.equal(hasRepeatedNames(json, 'among-fields'), true, json);
    assert.equal(hasRepeatedNames(json, 'everywhere'), true, json);
    assert.equal(hasRepeatedNames(`{"in":[${json}]}`, 'everywhere'), true, json);
  }
});

test('a name that comes twice deeper down is found where it is looked for', () => {
  for (const json of [
    '{"a":{"b":1,"b":2},"b":3}',
    '{"a":[{"b":1,"b":1},"a","a"],"b":4}',
    '{"a":[[{"b":{"c":1}},{"b":{"c":1,"d":{},"c":[]}}]]}',
  ]) {
    assert.equal(hasRepeatedNames(json, 'among-fields'), false, json);
    assert.equal(hasRepeatedNames(json, 'everywhere'), true, json);
  }
});

test('one name in several objects is no repetition, and neither are values that look like names', () => {
  const unique = [
    '{}',
    '{"a":1}',
    '{"a":1,"A":2}',
    '{"a":"a","b":"a"}',
    '{"a":{"a":1},"b":{"a":1},"c":[{"a":1},{"a":1}]}',
    '{"a":[{"b":1},"a","a"],"b":4}',
    '{"a":"{\\"b\\":1,\\"b\\":2}","b":"}"}',
    '{"a":"\\\\","b":"\\",\\"a\\":1"}',
    '{"a":["]",","],"c":"[","d":"\\\\\\""}',
    '{"a\\\\":1,"a\\"":2}',
  ];
  for (const json of unique) assert.equal(hasRepeatedNames(json, 'everywhere'), false, json);
});

test('for any object, it says whether a name was appended that was there already', () => {
  const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 });
  const property = fc.property(objects, fc.nat(), fc.constantFrom(undefined, 2), (object, pick, indent) => {
    const json = JSON.stringify(object, undefined, indent);
    assert.equal(hasRepeatedNames(json, 'everywhere'), false);
    const names = Object.keys(object);
    const name = names[pick % names.length] as string;
    const escaped = [...name].map(escapeUnits).join('');
    const repeated = `${json.slice(0, -1)},"${escaped}":null}`;
    for (const where of ['among-fields', 'everywhere'] as const) assert.equal(hasRepeatedNames(repeated, where), true);
  });
  fc.assert(property, { numRuns: 300 });
});

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
