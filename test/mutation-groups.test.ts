import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { groups } from '../mutation/groups.mjs';
import { toLineRanges } from '../mutation/line-ranges.mjs';
import { scoreOf, sum, tallyFiles } from '../mutation/score.mjs';

const root = join(import.meta.dirname, '..');
const isThere = (pattern: string): boolean => globSync(pattern, { cwd: root }).length > 0;

// Stryker warns of a pattern that fits nothing, and scores the rest.
test('mutation: every file, function and test that its groups name is there', () => {
  for (const { mutate, tests } of Object.values(groups)) {
    for (const pattern of tests) assert.ok(isThere(pattern), pattern);
    for (const part of mutate) {
      if (typeof part === 'string') assert.ok(isThere(part), part);
      else assert.equal(toLineRanges(root, part).length, part.functions.length);
    }
  }
});

test('mutation: a function is mutated from its first line to its last, and one that is not there is told', () => {
  const file = 'src/core/accounts/changing.ts';
  const [range] = toLineRanges(root, { file, functions: ['exchangePassword'] });
  const [first, last] = (range?.split(':')[1]?.split('-') ?? []).map(Number) as [number, number];
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .slice(first - 1, last);
  assert.equal(lines[0], '    async exchangePassword(tx, id, current, fresh) {');
  assert.equal(
    lines.findIndex((line) => line.startsWith('    }')),
    lines.length - 1,
  );
  assert.throws(() => toLineRanges(root, { file, functions: ['nothing'] }), /no function nothing/);
});

test('mutation: the score is the share of mutants that a test found, without those that are no other program', () => {
  const location = { start: { line: 1, column: 1 } };
  const report = (...statuses: string[]) => ({
    files: { 'a.ts': { mutants: statuses.map((status) => ({ status, location })) }, 'b.ts': { mutants: [] } },
  });
  const [[file, tally] = assert.fail(), ...others] = tallyFiles(
    report('Killed', 'Timeout', 'Killed', 'Survived', 'NoCoverage', 'Ignored', 'RuntimeError'),
  );
  assert.deepEqual([file, tally, others], ['a.ts', { found: 3, missed: 2, unusable: 2 }, []]);
  assert.equal(scoreOf(tally), 60);
  assert.equal(scoreOf(sum([tally, tally])), 60);
  assert.throws(() => tallyFiles(report('Pending')), /no verdict/);
});
