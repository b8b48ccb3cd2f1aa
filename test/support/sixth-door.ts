import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const fixture = join(root, 'test/fixtures/sixth-door');
/** Whatever is checked by the compiler, or could need an edit. */
const copied = [
  'src',
  'test',
  'bench',
  'torture',
  'scripts',
  'mutation',
  'docs',
  'clients/src',
  ...['src', 'package.json', 'tsconfig.json', 'vite.config.ts', 'build.mjs'].map((name) => `console/${name}`),
  'package.json',
  'tsconfig.json',
];
const registry = 'src/contracts/registry.ts';

/** The folder of the sixth contract, in the tree. */
export const kioskFolder = 'src/gateways/kiosk';

/** What stands in the registry for it. */
export const registryLines = ["import { traits as kiosk } from '../gateways/kiosk/traits.ts';", '  kiosk,'] as const;

/** Copies this program with a sixth contract: its folder, and its line in the registry with the import. Goes with the test. */
export function plantSixthDoor(context: { after(ending: () => void): void }): string {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'portico-sixth-door-')));
  context.after(() => rmSync(tree, { recursive: true, force: true }));
  for (const name of copied) cpSync(join(root, name), join(tree, name), { recursive: true });
  for (const name of ['node_modules', 'console/dist', '.dependency-cruiser.cjs']) {
    symlinkSync(join(root, name), join(tree, name));
  }
  cpSync(fixture, join(tree, kioskFolder), { recursive: true });
  const [importLine, line] = registryLines;
  const lines = readFileSync(join(tree, registry), 'utf8').split('\n');
  lines.splice(
    lines.findIndex((each) => each.startsWith('import type ')),
    0,
    importLine,
  );
  lines.splice(
    lines.findIndex((each) => each.startsWith('}')),
    0,
    line,
  );
  writeFileSync(join(tree, registry), lines.join('\n'));
  return tree;
}

/** What the tree has more than this program, or otherwise: whole files, and lines of those that changed. */
export function findChanges(tree: string): { added: string[]; removed: string[]; changed: Record<string, string[]> } {
  const [before, after] = [listFiles(root), listFiles(tree)];
  const changed = before.flatMap((file) => {
    const [old = '', now = ''] = [root, tree].map((folder) => readFileSync(join(folder, file), 'latin1'));
    return old === now ? [] : [[file, findNewLines(old.split('\n'), now.split('\n'))]];
  });
  return {
    added: after.filter((file) => !before.includes(file)),
    removed: before.filter((file) => !after.includes(file)),
    changed: Object.fromEntries(changed),
  };
}

function listFiles(folder: string): string[] {
  const patterns = copied.flatMap((name) => [name, `${name}/**`]);
  return globSync(patterns, { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Without these the file is as it was. */
function findNewLines(old: readonly string[], now: readonly string[]): string[] {
  const isNew = (line: string): boolean => !old.includes(line);
  const rest = now.filter((line) => !isNew(line));
  return rest.join('\n') === old.join('\n') ? now.filter(isNew) : ['more than new lines'];
}

/** What the compiler of `npm run check` has against the tree: each problem's place and code. */
export async function findTypeProblems(tree: string): Promise<string[]> {
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  const outputs = await Promise.all(
    ['tsconfig.json', 'console/tsconfig.json'].map((project) =>
      run(tree, [compiler, '--noEmit', '--project', project]),
    ),
  );
  return outputs.flatMap(({ stdout }) => stdout.split('\n').filter((line) => /error TS\d+/.test(line)));
}

/** Runs tests of the tree, and answers how many passed and failed. */
export async function runTests(
  tree: string,
  files: readonly string[],
): Promise<{ passed: number; failed: number; output: string }> {
  const { stdout } = await run(tree, ['--test', '--test-reporter=tap', ...files]);
  const count = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(stdout)?.[1] ?? Number.NaN);
  return { passed: count('pass'), failed: count('fail'), output: stdout };
}

async function run(cwd: string, words: string[]): Promise<{ stdout: string }> {
  // Tests within tests would report to ours instead.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { cwd, env, maxBuffer: 16 * 1024 * 1024 };
  return promisify(execFile)(process.execPath, words, options).catch((failure: { stdout?: string }) => {
    if (failure.stdout === undefined) throw failure;
    return { stdout: failure.stdout };
  });
}
