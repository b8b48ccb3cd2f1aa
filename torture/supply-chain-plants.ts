import type { Lockfile, Manifest } from '../scripts/supply-chain/lockfile.mjs';

/** Where a violation is planted: copies, which the judges are given in place of the real ones. */
export interface Ground {
  lockfile: Lockfile;
  manifests: Record<string, Manifest>;
  /** Of the package that it is planted in. */
  path: string;
}

/** One way in which code that nobody chose could come in. */
export interface Plant {
  name: string;
  plant(ground: Ground): void;
  /** What the judges have to say of it. */
  said: RegExp;
}

const inEntry =
  (change: Partial<Lockfile['packages'][string]>) =>
  ({ lockfile, path }: Ground): void => {
    Object.assign(lockfile.packages[path] ?? {}, change);
  };
const otherPlace = 'git+ssh://git@example.com/somebody/something.git#0123456789abcdef';

/** One for each rule. */
export const plants: readonly Plant[] = [
  { name: 'no hash', plant: inEntry({ integrity: '' }), said: /integrity is/ },
  { name: 'a weak hash', plant: inEntry({ integrity: `sha1-${'A'.repeat(27)}=` }), said: /integrity is sha1/ },
  {
    name: 'a second, weaker hash',
    plant: ({ lockfile, path }) => {
      const entry = lockfile.packages[path];
      if (entry) entry.integrity += ` sha1-${'A'.repeat(27)}=`;
    },
    said: /not one sha512/,
  },
  { name: 'git', plant: inEntry({ resolved: otherPlace }), said: /comes from a place of its own: git/ },
  {
    name: 'plain HTTP',
    plant: inEntry({ resolved: 'http://example.com/x.tgz' }),
    said: /comes from a place of its own/,
  },
  { name: 'a folder', plant: inEntry({ link: true, resolved: '../elsewhere' }), said: /no workspace/ },
  { name: 'bundled in another', plant: inEntry({ inBundle: true }), said: /bundled/ },
  { name: 'a script', plant: inEntry({ hasInstallScript: true }), said: /nobody reviewed/ },
  { name: 'no licence', plant: inEntry({ license: '' }), said: /licence is missing/ },
  { name: 'a licence that binds', plant: inEntry({ license: 'AGPL-3.0-only' }), said: /licence is AGPL/ },
  { name: 'two licences at once', plant: inEntry({ license: 'MIT AND GPL-2.0-only' }), said: /licence is MIT AND GPL/ },
  {
    name: 'a range',
    plant: ({ manifests }) => Object.assign(manifests['']?.dependencies ?? {}, { fastify: '^5.0.0' }),
    said: /fastify is asked for as \^5/,
  },
  {
    name: 'an alias to a folder',
    plant: ({ manifests }) => Object.assign(manifests['']?.dependencies ?? {}, { fastify: 'file:../fastify' }),
    said: /fastify is asked for as file:/,
  },
  {
    name: 'a version that is not locked',
    plant: ({ manifests }) => Object.assign(manifests['']?.dependencies ?? {}, { fastify: '0.0.1' }),
    said: /fastify is 0\.0\.1 here/,
  },
  {
    name: 'leave to run a script',
    plant: ({ manifests }) => Object.assign(manifests[''] ?? {}, { allowScripts: { fastify: true } }),
    said: /lets fastify run/,
  },
];
