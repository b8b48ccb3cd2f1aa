import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

/**
 * The command of `npm start`, flags and all; its `exec node` is this very Node, which npm would have taken too. Told where,
 * each process leaves a profile there when it ends.
 */
export function startCommand(profileInto?: string): [string, ...string[]] {
  const words = manifest.scripts.start.split(' ');
  const given = words.slice(words.indexOf('node') + 1);
  const profiling = profileInto === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileInto}`];
  return [
    process.execPath,
    ...profiling,
    ...given.map((word) => (word.startsWith('scripts/') ? join(root, word) : word)),
  ];
}
