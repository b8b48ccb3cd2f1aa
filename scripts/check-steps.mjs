import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cruise, sourceFiles } from './boundaries.mjs';
import { root } from './carried-node.mjs';

/** @typedef {{ ok: boolean, output: string }} Result */

/** @type {[string, () => Promise<Result>][]} */
const steps = [
  ['types', () => checkTypes('tsconfig.json')],
  ['types of the console', () => checkTypes('console/tsconfig.json')],
  ['types of the clients', () => checkTypes('clients/tsconfig.json')],
  ['types of the browser tests', () => checkTypes('test/browser/tsconfig.json')],
  ['lint and format', () => tool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings', '.'])],
  ['dependency rule', checkDependencies],
  [
    'dependency rule finds planted violations',
    () => node(['--test', '--test-skip-pattern=the real tree', 'test/boundaries.test.ts']),
  ],
  ['unused code', () => tool('knip/bin/knip.js', ['--no-progress'])],
];

let allOk = true;
for (const [name, step] of steps) {
  const startedAt = performance.now();
  const { ok, output } = await step().catch((error) => ({ ok: false, output: String(error) }));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${ok ? '✔' : '✖'} ${name}: ${ok ? 'ok' : 'failed'} (${seconds} s)`);
  if (!ok) console.log(`${output.trimEnd()}\n`);
  allOk &&= ok;
}
process.exitCode = allOk ? 0 : 1;

/** @param {string} project */
function checkTypes(project) {
  return tool('@typescript/native/bin/tsc', ['--noEmit', '--project', project]);
}

/** @returns {Promise<Result>} */
async function checkDependencies() {
  const files = sourceFiles(root);
  const { seen, violations } = await cruise(root);
  const unseen = files.filter((file) => !seen.includes(file));
  const problems = violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);
  if (files.length === 0) problems.push('There are no TypeScript files under src/, console/src/ and clients/src/.');
  // The tool passes happily while it sees nothing.
  if (unseen.length > 0) problems.push(`Not looked at: ${unseen.join(', ')}`);
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/**
 * @param {string} path
 * @param {string[]} args
 */
function tool(path, args) {
  return node([join(root, 'node_modules', path), ...args]);
}

/**
 * @param {string[]} args
 * @returns {Promise<Result>}
 */
function node(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
