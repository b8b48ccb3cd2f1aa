import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/carried-node.mjs';
import { kioskFolder, registryLines } from './support/sixth-door.ts';

const page = readFileSync(join(root, 'docs/adding-a-gateway.md'), 'utf8');
const fixture = join(root, 'test/fixtures/sixth-door');
const registry = registryLines.join('\n');

/** What the page cuts out of files: their parts in order, without what is left out between them. */
const excerpts = [...page.matchAll(/^```(?:ts|md)\n(?:\/\/|<!--) (\S+)(?: -->)?\n(.*?)\n^```$/gms)].map(
  ([, file = '', text = '']) => ({ file, parts: text.split('\n// …\n') }),
);

function read(file: string): string {
  if (file === 'src/contracts/registry.ts') return registry;
  assert.ok(file.startsWith(`${kioskFolder}/`), file);
  return readFileSync(join(fixture, file.slice(kioskFolder.length + 1)), 'utf8');
}

test('docs/adding-a-gateway.md: what it shows is what the sixth door is made of', () => {
  assert.ok(excerpts.length >= 10, `${excerpts.length} excerpts`);
  assert.equal(page.match(/^```(ts|md)$/gm)?.length, excerpts.length, 'each names its file');
  for (const { file, parts } of excerpts) {
    let rest = `\n${read(file)}\n`;
    for (const part of parts) {
      const at = rest.indexOf(`\n${part}\n`);
      assert.ok(at !== -1, `${file} has no\n${part}`);
      rest = rest.slice(at + part.length + 1);
    }
  }
});

test('docs/adding-a-gateway.md: names every file of the sixth door, and none that is not there', () => {
  const files = globSync(['*.*', 'routes/*.*'], { cwd: fixture });
  assert.ok(files.length > 10);
  for (const file of files.filter((each) => !each.startsWith('routes'))) assert.ok(page.includes(file), file);
  const named = [...page.matchAll(/`((?:src|test|docs)\/[\w./-]+\.\w+)`/g)].map(([, file = '']) => file);
  for (const file of named.filter((each) => !each.startsWith(kioskFolder))) assert.ok(readFileSync(join(root, file)));
});
