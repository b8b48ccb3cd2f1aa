import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join, matchesGlob } from 'node:path';
import { groups } from '../mutation/groups.mjs';
import { ensureStryker } from '../mutation/install.mjs';
import { toLineRanges } from '../mutation/line-ranges.mjs';
import { strykerOptions } from '../mutation/options.mjs';
import { scoreOf, sum, tallyFiles, toLine } from '../mutation/score.mjs';
import { root, supportedNode } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { ensureInstalled } from './install.mjs';

/** @typedef {{ name: string, mutate: string[], tests: string[] }} Run */

const leastScore = 85;
const longestRunMs = 45 * 60_000;
const output = 'coverage/mutation';

await ensureInstalled({ dev: true });
const folder = join(root, 'mutation');
ensureStryker(folder);
const concurrency = Number(process.env.PORTICO_MUTATION_CONCURRENCY ?? Math.min(2, availableParallelism()));
mkdirSync(join(root, output), { recursive: true });

/** @type {string[]} */
const lines = [];
const tallies = [];
for (const run of chooseRuns(process.argv.slice(2))) {
  const files = tallyFiles(await mutate(run));
  const total = sum(files.map(([, tally]) => tally));
  tallies.push(total);
  lines.push('', ...files.map(([file, tally]) => toLine(`  ${file}`, tally)), toLine(run.name, total));
}
const total = sum(tallies);
const summary = [...lines, '', toLine('in total', total), ''].join('\n');
writeFileSync(join(root, output, 'summary.txt'), summary);
console.log(`${summary}\nWhat was missed is above, and in ${output}/*.html.`);
if (scoreOf(total) < leastScore) {
  console.log(`The score is below ${leastScore} %.`);
  process.exitCode = 1;
}

/**
 * All groups, or those that are named; of a group, all files or those that are named.
 * @param {string[]} wanted @returns {Run[]}
 */
function chooseRuns(wanted) {
  const all = Object.entries(groups).map(([name, { mutate, tests }]) => {
    const patterns = mutate.flatMap((part) => (typeof part === 'string' ? [part] : toLineRanges(root, part)));
    return { name, mutate: patterns, tests };
  });
  if (wanted.length === 0) return all;
  return wanted.map((name) => {
    const run = all.find((each) => each.name === name || each.mutate.some((pattern) => matchesGlob(name, pattern)));
    if (!run)
      throw new Error(`${name} is neither one of ${all.map((each) => each.name).join(', ')} nor a file of theirs.`);
    return run.name === name ? run : { ...run, name: name.replaceAll('/', '-'), mutate: [name] };
  });
}

/** @param {Run} run @returns {Promise<import('../mutation/score.mjs').Report>} */
async function mutate(run) {
  console.log(`\n${run.name}: ${run.mutate.join(', ')}`);
  const config = join(output, `${run.name}.config.json`);
  writeFileSync(join(root, config), JSON.stringify(strykerOptions({ ...run, concurrency, output })));
  const temporary = mkdtempSync(join(tmpdir(), 'portico-mutation-'));
  const program = join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  // The tests' processes are started as `node`.
  const path = `${dirname(supportedNode())}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, TMPDIR: temporary, NODE_COMPILE_CACHE: join(temporary, 'compiled') };
  const options = { cwd: root, env, timeout: longestRunMs };
  const { code, signal, received } = await runChild(supportedNode(), [program, 'run', config], options);
  // Stryker leaves its copy where it is interrupted, and tests that are ended leave theirs.
  for (const left of [temporary, join(root, output, 'sandbox')]) rmSync(left, { recursive: true, force: true });
  if (code !== 0) await exitLike({ code, signal: signal ?? received });
  return JSON.parse(readFileSync(join(root, output, `${run.name}.json`), 'utf8'));
}
