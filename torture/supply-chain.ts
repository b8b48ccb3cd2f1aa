import { root } from '../scripts/carried-node.mjs';
import { judgeSupplyChain, readManifests } from '../scripts/supply-chain/judge.mjs';
import { judgeLockfile } from '../scripts/supply-chain/judge-lockfile.mjs';
import { judgeLicences } from '../scripts/supply-chain/licence-rules.mjs';
import { packagesOf, readLockfile } from '../scripts/supply-chain/lockfile.mjs';
import type { Findings, PartContext, TorturePart } from './part.ts';
import { type Plant, plants } from './supply-chain-plants.ts';

const packagesChosen = { whole: 60, slice: 3 };

/** What comes from others is what was locked, from where it was locked, under terms that were read; whoever breaks that is found. */
export const supplyChain: TorturePart = {
  name: 'supply-chain',
  about: 'what is installed is what the lockfile says, runs no script, and is under a licence that was read',
  async run({ extent, seed, say }: PartContext): Promise<Findings> {
    const lockfile = readLockfile(root);
    const paths = packagesOf(lockfile).map(([path]) => path);
    const chosen = pick(paths, packagesChosen[extent], seed);
    const faults = judgeSupplyChain(root);
    for (const path of chosen) for (const plant of plants) faults.push(...missed(plant, path));
    say(`${chosen.length} packages, ${plants.length} violations planted in each`);
    return {
      figures: { packages: paths.length, 'violations planted': chosen.length * plants.length },
      faults,
    };
  },
};

function missed({ name, plant, said }: Plant, path: string): string[] {
  const [lockfile, manifests] = [readLockfile(root), readManifests(root)];
  plant({ lockfile, manifests, path });
  const problems = [...judgeLockfile(lockfile, manifests), ...judgeLicences(lockfile)];
  return problems.some((problem) => said.test(problem)) ? [] : [`${name} was planted in ${path} and not found`];
}

/** Some of a list, others with another seed: each is the next but so many. */
function pick(list: readonly string[], count: number, seed: number): string[] {
  const step = Math.floor(list.length / count);
  return Array.from({ length: count }, (_, n) => list[(seed + n * step) % list.length] as string);
}
