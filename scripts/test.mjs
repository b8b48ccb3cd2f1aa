import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureAge } from './age.mjs';
import { ensureBrowser } from './browser.mjs';
import { compileCacheDir, root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureMariadb } from './mariadb.mjs';
import { ensureNginx } from './nginx.mjs';
import { ensurePostgres } from './postgres.mjs';
import { ensurePromtool } from './promtool.mjs';
import { ensureRedis } from './redis.mjs';
import { ensureStrace } from './strace.mjs';
import { ensureSystemdAnalyze } from './systemd.mjs';

/** @typedef {{ passed: number, failed: number, failures: string[] }} Counts */
/** @typedef {Counts & { database: string, code: number | null, signal: NodeJS.Signals | null }} Run */

const allTests = ['src/**/*.test.ts', 'test/*.test.ts', 'test/!(fixtures)/**/*.test.ts', 'torture/**/*.test.ts'];

await ensureInstalled({ dev: true });
const given = process.argv.slice(2);
const options = given.filter((arg) => arg.startsWith('-'));
const named = given.filter((arg) => !arg.startsWith('-')).map(toPattern);
const chosen = named.length > 0 ? named : allTests;
const { files, onBoth } = findTests(chosen);
const needs = (/** @type {RegExp} */ names) => files.some((file) => names.test(file));
if (needs(/browser/)) await ensureBrowser();
if (onBoth.length > 0 || needs(/\.databases\.|torture|moving-in/)) await ensurePostgres();
if (needs(/backup-encrypted/)) await ensureAge();
if (needs(/moving-in/)) await ensureMariadb();
if (needs(/nginx/)) await ensureNginx();
if (needs(/torture|failing-disk/)) await ensureStrace();
if (needs(/systemd/)) await ensureSystemdAnalyze();
if (needs(/redis/)) await ensureRedis();
if (needs(/prometheus/)) await ensurePromtool();

/** @type {Run[]} */
const runs = [];
runs.push(await run('SQLite', chosen));
if (onBoth.length > 0 && !runs[0]?.signal) runs.push(await runOnPostgres(onBoth));
// Where a log keeps only its end, what failed in an earlier run is in it too.
for (const { database, failures } of runs.slice(0, -1)) {
  if (failures.length > 0) console.log(`\nFailed on ${database}:\n${failures.join('')}`);
}
const sum = (/** @type {(run: Run) => number} */ of) => runs.reduce((total, each) => total + of(each), 0);
console.log(`\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
if (sum(({ passed, failed }) => passed + failed) === 0) {
  console.error(`There is no test in ${chosen.join(' ')}.`);
  process.exit(1);
}
await exitLike(runs.find(({ code, signal }) => code !== 0 || signal) ?? { code: 0, signal: null });

/**
 * A folder stands for the tests in it.
 * @param {string} path
 */
function toPattern(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, '**/*.test.ts') : path;
}

/**
 * Which files these are, and which of them are run on both databases.
 * @param {string[]} patterns @returns {{ files: string[], onBoth: string[] }}
 */
function findTests(patterns) {
  const program = join(root, 'scripts/find-tests.mjs');
  return JSON.parse(execFileSync(supportedNode(), [program, ...patterns], { encoding: 'utf8' }));
}

/**
 * Runs tests on one server for all of them, which ends with the run.
 * @param {string[]} tests
 */
async function runOnPostgres(tests) {
  const server = spawn(supportedNode(), [join(root, 'test/support/serve-postgres.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [address] = await Promise.race([once(server, 'message'), once(server, 'exit').then(() => [undefined])]);
  if (address === undefined) {
    return { database: 'PostgreSQL', passed: 0, failed: 1, failures: [], code: 1, signal: null };
  }
  const ended = once(server, 'exit');
  try {
    return await run('PostgreSQL', tests, { PORTICO_TEST_POSTGRES: address });
  } finally {
    server.disconnect();
    await ended;
  }
}

/**
 * Runs test files and prints how many passed on which database.
 * @param {string} database @param {string[]} tests @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<Run>}
 */
async function run(database, tests, environment = {}) {
  /** @type {Counts | undefined} */
  let counts;
  const { code, signal, received } = await runChild(
    supportedNode(),
    [
      '--test',
      '--test-concurrency=2',
      '--test-timeout=120000',
      `--test-reporter=${join(root, 'scripts/test-reporter.mjs')}`,
      '--test-reporter-destination=stdout',
      `--import=${join(root, 'scripts/test-guard.mjs')}`,
      ...options,
      ...tests,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCacheDir, ...environment },
      onMessage: (message) => {
        counts = /** @type {Counts} */ (message);
      },
    },
  );
  // Without counts the runner itself died, or refused to start.
  const counted = counts ?? { passed: 0, failed: 1, failures: [] };
  console.log(`\n${database}: ${counted.passed} passed, ${counted.failed} failed`);
  return { ...counted, database, code: counts ? code : code || 1, signal: signal ?? received };
}
