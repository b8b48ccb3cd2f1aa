import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readOperations } from '../../test/support/management.ts';
import { startPortico } from '../../test/support/portico.ts';
import { ruleTexts } from './problem-texts.ts';

const source = join(import.meta.dirname, '..');
const inEnglish = new Set(Object.values(ruleTexts));

/** Every pattern within, and its description: the document keeps that of a parameter beside its schema. */
function* findPatterns(value: unknown, beside = ''): Generator<[pattern: string, description: string]> {
  if (typeof value !== 'object' || value === null) return;
  const { pattern, description = beside, schema } = value as Record<string, unknown>;
  if (typeof pattern === 'string') yield [pattern, String(description)];
  for (const inner of Object.values(value)) yield* findPatterns(inner, inner === schema ? String(description) : '');
}

test('problems: every pattern that a request must match has its words in both languages', async (t) => {
  const operations = await readOperations(await startPortico(t));
  const requests = operations.map(({ operation }) => {
    const { requestBody, parameters } = operation as { requestBody?: object; parameters?: object[] };
    return [requestBody, parameters];
  });
  const found = [...findPatterns(requests)];
  assert.ok(found.length > 20);
  for (const [pattern, description] of found) assert.ok(inEnglish.has(description), `${pattern}: ${description}`);
});

test('problems: every rule that is told in Chinese is told in English, too', () => {
  const files = globSync(['core/**/*.ts', 'management/**/*.ts'], { cwd: source }).filter((name) => !/test/.test(name));
  const rules = files.flatMap((name) => {
    const text = readFileSync(join(source, name), 'utf8');
    return [...text.matchAll(/rule(?: =|:) '([^']*\p{Script=Han}[^']*)'/gu)].map(([, rule = '']) => rule);
  });
  assert.ok(rules.length > 20);
  for (const rule of rules) assert.ok(rule in ruleTexts, rule);
});
