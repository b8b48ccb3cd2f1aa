import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/carried-node.mjs';
import { auditActions } from '../src/core/audit/actions.ts';
import { errorCatalogue } from '../src/core/errors.ts';

interface Texts {
  area: string;
  zh: object;
  en: object;
}

// The console tells the document its language; here it has none.
Object.assign(globalThis, { document: { documentElement: {} } });

/** Every area's texts, in both languages. */
async function readTexts(): Promise<Texts[]> {
  const files = globSync('console/src/**/*.ts', { cwd: root }).map((file) => join(root, file));
  const defining = files.filter((file) => readFileSync(file, 'utf8').includes('= defineTexts('));
  const modules: object[] = await Promise.all(defining.map((file) => import(file)));
  return modules.flatMap((module) => Object.values(module).filter((each) => each?.zh && each.en));
}

/** `{ a: { b: 'x' } }` as `a.b` → `x`. */
function flatten(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  );
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

test('console texts: both languages have the same keys, with the same values to fill in, none empty, and English has no Chinese', async () => {
  const all = await readTexts();
  assert.ok(all.length > 10, 'there are texts');
  assert.equal(new Set(all.map(({ area }) => area)).size, all.length, 'every area has a name of its own');
  for (const { area, zh, en } of all) {
    const chinese = flatten(zh);
    const english = flatten(en);
    assert.deepEqual([...english.keys()].sort(), [...chinese.keys()].sort(), area);
    for (const [key, text] of chinese) {
      const other = english.get(key) ?? '';
      const where = `${area} ${key}: ${text} / ${other}`;
      assert.ok(text.trim() !== '' && other.trim() !== '', where);
      assert.deepEqual(placeholders(other), placeholders(text), where);
      assert.doesNotMatch(other, /\p{Script=Han}/u, where);
    }
  }
});

test('console texts: every action of the audit log has words in both languages, and any other is said by its name', async () => {
  const all = await readTexts();
  const { zh, en } = all.find(({ area }) => area === 'actions') ?? assert.fail();
  assert.deepEqual([...flatten(zh).keys()].sort(), [...auditActions].sort());
  assert.deepEqual([...flatten(en).keys()].sort(), [...auditActions].sort());

  const { hasWords } = await import(join(root, 'console/src/pages/audit/action-texts.ts'));
  assert.deepEqual(
    auditActions.filter((action) => !hasWords(action)),
    [],
  );
  for (const other of [
    '',
    'account',
    'account.',
    'account.divided',
    'account.created.twice',
    'toString.call',
    'a:b.c',
  ]) {
    assert.equal(hasWords(other), false, other);
  }
  const audit = all.find(({ area }) => area === 'audit') ?? assert.fail();
  for (const texts of [audit.zh, audit.en]) assert.match(flatten(texts).get('otherAction') ?? '', /\{\{action\}\}/);
});

test('console texts: every reason for a failure that can be counted has words in both languages', async () => {
  const { zh, en } = (await readTexts()).find(({ area }) => area === 'failures') ?? assert.fail();
  // The doors count whatever a caller was told, and that can be any code.
  const codes = Object.keys(errorCatalogue).sort();
  assert.deepEqual([...flatten(zh).keys()].sort(), codes);
  assert.deepEqual([...flatten(en).keys()].sort(), codes);
});
