/**
 * @typedef {{ status: string, location: { start: { line: number, column: number } } }} Mutant
 * @typedef {{ files: Record<string, { mutants: Mutant[] }> }} Report
 * @typedef {{ found: number, missed: number, unusable: number }} Tally
 */

const found = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];
// What the author declared to be the same program, and what did not even start.
const unusable = ['Ignored', 'RuntimeError', 'CompileError'];

/** @param {Report} report @returns {Array<[file: string, tally: Tally]>} */
export function tallyFiles({ files }) {
  return Object.entries(files)
    .filter(([, { mutants }]) => mutants.length > 0)
    .map(([file, { mutants }]) => [file, tally(mutants)]);
}

/** @param {Mutant[]} mutants @returns {Tally} */
function tally(mutants) {
  /** @param {string[]} statuses */
  const count = (statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const tallied = { found: count(found), missed: count(missed), unusable: count(unusable) };
  if (tallied.found + tallied.missed + tallied.unusable !== mutants.length) throw new Error('A mutant has no verdict.');
  return tallied;
}

/** @param {Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  /** @param {keyof Tally} key */
  const total = (key) => tallies.reduce((so, each) => so + each[key], 0);
  return { found: total('found'), missed: total('missed'), unusable: total('unusable') };
}

/** Percent of the mutants that a test found. @param {Tally} tally */
export function scoreOf({ found, missed }) {
  return found + missed === 0 ? 100 : (100 * found) / (found + missed);
}

/** @param {string} name @param {Tally} tally */
export function toLine(name, tally) {
  const { found, missed, unusable } = tally;
  const score = scoreOf(tally).toFixed(1).padStart(5);
  return `${score} %  ${String(found).padStart(4)} found  ${String(missed).padStart(3)} missed  ${String(unusable).padStart(3)} not counted  ${name}`;
}
