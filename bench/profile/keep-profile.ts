import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byOwnTime, type Call, type CpuProfile, toCallTree } from './call-tree.ts';
import { drawFlameGraph } from './flame-graph.ts';

const mostListed = 30;
// A regular expression is named by all of itself.
const longestName = 120;

/**
 * Makes of what `node --cpu-prof` left in a folder a flame graph and a list of where the time went, in bench/profiles/, of
 * the process that was busy longest; answers the list.
 */
export function keepProfile(figure: string, folder: string): string {
  const profiles = globSync('*.cpuprofile', { cwd: folder });
  const trees = profiles.map((file) => toCallTree(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile));
  const [longest] = trees.sort((one, other) => other.totalUs - one.totalUs);
  if (!longest) return 'None of its servers was profiled.';
  const into = join(import.meta.dirname, '../profiles');
  mkdirSync(into, { recursive: true });
  const list = listLongest(longest);
  writeFileSync(
    join(into, `${figure}.svg`),
    drawFlameGraph(longest, `${figure}: the main thread's time, idle left out`),
  );
  writeFileSync(join(into, `${figure}.txt`), list);
  return list;
}

function listLongest(tree: Call): string {
  const lines = byOwnTime(tree)
    .slice(0, mostListed)
    .map(
      ([name, ownUs]) => `${((100 * ownUs) / tree.totalUs).toFixed(1).padStart(5)} %  ${name.slice(0, longestName)}`,
    );
  return `In itself alone, of ${(tree.totalUs / 1e6).toFixed(1)} s in which it was not idle:\n\n${lines.join('\n')}\n`;
}
