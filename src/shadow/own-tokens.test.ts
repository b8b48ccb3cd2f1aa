import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createIssuedTable } from './issued.ts';
import { openOwnTokens } from './own-tokens.ts';

test('which tokens were ours outlives a restart, until they expire, and none of them is in the file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-tokens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'mobile.tokens');
  let now = 1_000;
  const first = openOwnTokens(file, () => now);
  first.add('token-of-a-day', 86_400_000);
  first.add('token-of-a-month', 30 * 86_400_000);
  assert.deepEqual([first.has('token-of-a-day'), first.has('another')], [true, false]);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /token-of/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  now += 86_400_001;
  const second = openOwnTokens(file, () => now);
  assert.deepEqual([second.has('token-of-a-day'), second.has('token-of-a-month')], [false, true]);
  assert.equal(readFileSync(file, 'utf8').split('\n').length, 2);
});

test('who gave out what is remembered as long as it lives, and only the newest 200,000 of them', () => {
  let now = 0;
  const table = createIssuedTable(() => now);
  table.put('code of a phone', { side: 'old' }, 1_000);
  table.put('token', { side: 'new', other: 'its pair' }, 5_000);
  assert.deepEqual([table.find('code of a phone')?.side, table.find('token')?.other], ['old', 'its pair']);
  now = 1_000;
  assert.deepEqual([table.find('code of a phone'), table.find('token')?.side], [undefined, 'new']);
  for (let index = 0; index < 200_000; index += 1) table.put(`token ${index}`, { side: 'old' }, 5_000);
  assert.deepEqual([table.find('token'), table.find('token 199999')?.side, table.size], [undefined, 'old', 200_000]);
});
