import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../scripts/carried-node.mjs';

/** A copy of what a build needs, so that nobody's console is touched. */
const tree = realpathSync(mkdtempSync(join(tmpdir(), 'portico-console-build-')));
after(() => rmSync(tree, { recursive: true, force: true }));
for (const name of ['console', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json']) {
  const isSource = (path: string) => !/console\/(dist|node_modules)/.test(path);
  cpSync(join(root, name), join(tree, name), { recursive: true, filter: isSource });
}
symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');

const dist = join(tree, 'console/dist');
const stamp = () => readFileSync(join(dist, '.built'), 'utf8');

/** What `npm start` does before it serves, in a process of its own. */
function startEnsuring(folder = tree) {
  const script = `import(${JSON.stringify(join(folder, 'scripts/console.mjs'))}).then((it) => it.ensureConsoleBuilt())`;
  const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([status, signal]) => ({ status, signal, said }));
  return { child, ended };
}

function changeSource(text: string): void {
  writeFileSync(join(tree, 'console/src/planted.ts'), text);
}

test('console build: two starts at once build it once, and the next start has nothing to do', async () => {
  const both = await Promise.all([startEnsuring().ended, startEnsuring().ended]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [0, 0],
  );
  const said = both.map((each) => each.said).join('');
  assert.equal(said.match(/Building the console/g)?.length, 1, said);
  assert.match(said, /正在构建控制台… \d+\.\d s\n/);
  assert.ok(existsSync(join(dist, 'index.html.br')));
  assert.deepEqual(
    readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.map')),
    [],
  );
  assert.deepEqual(await startEnsuring().ended, { status: 0, signal: null, said: '' });
});

test('console build: one that is interrupted leaves the older console whole, and the next start builds', async () => {
  const before = stamp();
  changeSource('export const planted = 1;');
  // It stands before its last step, so that it has not ended by then, however long nobody looks.
  const program = join(tree, 'console/build.mjs');
  const right = readFileSync(program, 'utf8');
  const standing = "console.error('standing');\nawait new Promise((resolve) => setTimeout(resolve, 2 ** 30));\n";
  writeFileSync(program, right.replace(/^moveIntoPlace\(\);$/m, `${standing}$&`));
  const { child, ended } = startEnsuring();
  const isStanding = new Promise<void>((resolve) => {
    child.stderr.on('data', (text: string) => text.includes('standing') && resolve());
  });
  await Promise.race([isStanding, ended]);
  process.kill(-(child.pid as number), 'SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  writeFileSync(program, right);
  assert.equal(stamp(), before);
  assert.match((await startEnsuring().ended).said, /Building the console/);
  assert.notEqual(stamp(), before);
});

test('console build: one that fails tells what to do, ends well, and leaves the older console', async () => {
  const before = stamp();
  const main = join(tree, 'console/src/main.tsx');
  const right = readFileSync(main, 'utf8');
  writeFileSync(main, 'this is no program');
  const { status, said } = await startEnsuring().ended;
  writeFileSync(main, right);
  assert.equal(status, 0);
  assert.match(said, /main\.tsx/);
  assert.match(said, /The console was not built: .*the older one is served.*npm run build:console/);
  assert.equal(stamp(), before);
});

test('console build: without its tools a console that was brought along is served, and a missing one is told', async () => {
  const shipped = join(tree, 'shipped');
  mkdirSync(shipped);
  for (const name of ['scripts', 'package.json', 'package-lock.json']) {
    cpSync(join(tree, name), join(shipped, name), { recursive: true });
  }
  assert.equal((await startEnsuring(shipped).ended).said, '');
  cpSync(join(tree, 'console'), join(shipped, 'console'), { recursive: true });
  rmSync(join(shipped, 'console/dist'), { recursive: true });
  const { status, said } = await startEnsuring(shipped).ended;
  assert.equal(status, 0);
  assert.match(said, /not installed.*everything else is served.*npm run build:console/);
});
