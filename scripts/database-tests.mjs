import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './carried-node.mjs';

/** What opens the database that a run of the tests is about. */
const openers = ['test/support/portico.ts', 'test/support/database.ts'].map((file) => join(root, file));
/** Those that start both databases themselves, and those of the console, which speaks to the same server either way. */
const onceOnly = /\.databases\.test\.ts$|^test[\\/]browser[\\/]/;

/**
 * The tests that say the same of both databases: all whose imports lead to what opens one.
 * @param {readonly string[]} patterns
 * @returns {string[]}
 */
export function databaseTests(patterns) {
  /** @type {Map<string, boolean>} */
  const judged = new Map(openers.map((file) => [file, true]));
  /** @param {string} file @returns {boolean} */
  const leadsToOpener = (file) => {
    const known = judged.get(file);
    if (known !== undefined) return known;
    judged.set(file, false);
    const leads = importsOf(file).some(leadsToOpener);
    judged.set(file, leads);
    return leads;
  };
  return globSync([...patterns], { cwd: root }).filter(
    (file) => !onceOnly.test(file) && leadsToOpener(join(root, file)),
  );
}

/** Those among the tests' own files: the program never leads to an opener. @param {string} file */
function importsOf(file) {
  const found = readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g);
  return [...found]
    .map(([, path]) => resolve(dirname(file), path ?? ''))
    .filter((path) => path.includes(join(root, 'test')));
}
