import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareJson } from './compare-json.ts';
import { rulesFor } from './field-rules.ts';

const found = (old: unknown, ours: unknown, ignored: string[] = []): string[] =>
  compareJson(old, ours, rulesFor('mobile', 'GET /api/faq', ignored)).map(({ field, kind }) => `${field} ${kind}`);

test('values are compared field by field, whatever the order of their names', () => {
  assert.deepEqual(found({ a: 1, b: { c: 'x' } }, { b: { c: 'x' }, a: 1 }), []);
  assert.deepEqual(found({ a: 1, b: { c: 'x', d: 1 } }, { a: '1', b: { c: 'y', e: 1 } }), [
    'a type',
    'b.c value',
    'b.d missing',
    'b.e extra',
  ]);
  assert.deepEqual(found(null, []), [' type']);
});

test('each element of a list stands for the same field, which is told once', () => {
  const rows = (...titles: string[]) => ({ list: titles.map((title, id) => ({ id, title })) });
  assert.deepEqual(found(rows('a', 'b', 'c'), rows('x', 'y', 'z')), ['list[].title value']);
  assert.deepEqual(found(rows('a', 'b'), rows('a')), ['list[] missing']);
  assert.deepEqual(found(rows('a'), rows('a', 'b')), ['list[] extra']);
});

test('ids, times and tokens are compared by their form alone', () => {
  const at = '2019-05-22 18:20:45';
  assert.deepEqual(
    found({ id: 1, user_id: 7, created_at: at }, { id: 2, user_id: 9, created_at: '2026-01-01 00:00:00' }),
    [],
  );
  assert.deepEqual(
    found({ id: 1, created_at: at, openid: 'x' }, { id: '1', created_at: '2026-01-01T00:00:00Z', openid: '' }),
    ['id type', 'created_at shape', 'openid shape'],
  );
  assert.deepEqual(found({ expires_in: 604800 }, { expires_in: 3600 }), ['expires_in value']);
});

test('what is ignored is left out by its path or its last name, with all that is below it', () => {
  const [old, ours] = [
    { message: 'a', data: { list: [{ title: 'a', extra: { deep: 1 } }] } },
    { message: 'b', data: { list: [{ title: 'b' }] } },
  ];
  assert.deepEqual(found(old, ours), ['message value', 'data.list[].title value', 'data.list[].extra missing']);
  assert.deepEqual(found(old, ours, ['message', 'data.list[].title', 'extra']), []);
  assert.deepEqual(found(old, ours, ['data']), ['message value']);
});

test('names that a language gives a meaning of its own are names like others, and depth has an end', () => {
  assert.deepEqual(found(JSON.parse('{"__proto__":1,"constructor":2}'), {}), [
    '__proto__ missing',
    'constructor missing',
  ]);
  const deep = (end: number): unknown => JSON.parse(`${'['.repeat(5_000)}${end}${']'.repeat(5_000)}`);
  assert.deepEqual(found(deep(1), deep(2)), []);
});
