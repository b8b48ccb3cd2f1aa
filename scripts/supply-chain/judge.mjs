import { join } from 'node:path';
import { judgeInstalled } from './judge-installed.mjs';
import { judgeLockfile } from './judge-lockfile.mjs';
import { judgeLicences } from './licence-rules.mjs';
import { readLockfile, readManifest } from './lockfile.mjs';

/**
 * The project in `directory` and its workspaces, by their folder.
 * @param {string} directory
 */
export function readManifests(directory) {
  const project = readManifest(directory);
  const workspaces = (project.workspaces ?? []).map((folder) => [folder, readManifest(join(directory, folder))]);
  return /** @type {Record<string, import('./lockfile.mjs').Manifest>} */ ({
    '': project,
    ...Object.fromEntries(workspaces),
  });
}

/**
 * Everything that is wrong with where the code of others in `directory` comes from, what it does there and under which terms; in words.
 * @param {string} directory
 */
export function judgeSupplyChain(directory) {
  const lockfile = readLockfile(directory);
  return [
    ...judgeLockfile(lockfile, readManifests(directory)),
    ...judgeLicences(lockfile),
    ...judgeInstalled(directory, lockfile),
  ];
}
