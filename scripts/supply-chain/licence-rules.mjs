import { nameOf, packagesOf } from './lockfile.mjs';
import { shippedPaths } from './shipped.mjs';

/** @typedef {import('./lockfile.mjs').Lockfile} Lockfile */

/** Licences by which anybody may use, change and pass on, who keeps the notice: their SPDX identifiers. */
const permissiveLicences = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];

/**
 * Packages under another licence, each with the reason why that does no harm here. `*` at the end stands for the binaries of each platform.
 * @type {Readonly<Record<string, { licence: string, reason: string }>>}
 */
const reviewedLicences = {
  '@resvg/resvg-js': {
    licence: 'MPL-2.0',
    reason: 'draws captchas; used as it is published, no file of it is changed',
  },
  '@resvg/resvg-js-*': { licence: 'MPL-2.0', reason: 'the binaries of it' },
  argparse: {
    licence: 'Python-2.0',
    reason: 'permissive; part of the tool that makes the types of the clients, neither shipped nor changed',
  },
  'axe-core': { licence: 'MPL-2.0', reason: 'judges pages in tests; neither shipped nor changed' },
  lightningcss: { licence: 'MPL-2.0', reason: 'part of the tool that builds the console; neither shipped nor changed' },
  'lightningcss-*': { licence: 'MPL-2.0', reason: 'the binaries of it' },
};

/**
 * What is wrong with the licences of a lockfile, in words: one that is neither permissive nor reviewed, one that is missing, and a rule
 * that nothing needs any more.
 * @param {Lockfile} lockfile
 * @returns {string[]}
 */
export function judgeLicences(lockfile) {
  const packages = namedPackages(lockfile);
  const problems = packages
    .filter((each) => !isAllowed(each.name, each.licence))
    .map(({ name, version, licence }) => `${name}@${version}: its licence is ${licence || 'missing'}`);
  for (const [name, { licence }] of Object.entries(reviewedLicences)) {
    const isNeeded = packages.some((each) => matches(name, each.name) && each.licence === licence);
    if (!isNeeded) problems.push(`${name}: nothing of that name is under ${licence} any more`);
  }
  for (const permissive of permissiveLicences) {
    const isNeeded = packages.some(({ licence }) => licence.split(/ (?:OR|AND) /).includes(permissive));
    if (!isNeeded) problems.push(`${permissive}: nothing is under it any more`);
  }
  return problems;
}

/**
 * Every package once, by name and version, with the part that it is shipped in; `dev` where it is in none.
 * @param {Lockfile} lockfile
 */
export function listLicences(lockfile) {
  const shipped = shippedPaths(lockfile);
  const byId = new Map(namedPackages(lockfile).map((each) => [`${each.name}@${each.version}`, each]));
  return [...byId.values()]
    .map(({ path, ...told }) => ({ ...told, part: shipped.get(path) ?? 'dev' }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** @param {Lockfile} lockfile */
function namedPackages(lockfile) {
  return packagesOf(lockfile).map(([path, entry]) => {
    const { version = '', license = '' } = entry;
    // A whole expression in brackets says what it says without them; inner ones are for somebody to read.
    return { path, name: nameOf(path, entry), version, licence: license.replace(/^\(([^()]*)\)$/, '$1') };
  });
}

/**
 * @param {string} name
 * @param {string} licence
 */
function isAllowed(name, licence) {
  const reviewed = Object.entries(reviewedLicences).find(([pattern]) => matches(pattern, name));
  if (reviewed?.[1].licence === licence) return true;
  // Of an `OR` one is enough, and we choose it; of an `AND` each counts. Brackets are for somebody to read.
  return licence.split(' OR ').some((choice) => choice.split(' AND ').every((id) => permissiveLicences.includes(id)));
}

/**
 * @param {string} pattern
 * @param {string} name
 */
function matches(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
