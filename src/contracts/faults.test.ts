import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findContractFaults } from './faults.ts';
import { contracts } from './registry.ts';
import type { ContractTraits } from './traits.ts';

const hourMs = 3_600_000;
const turnstile: ContractTraits = {
  name: 'turnstile',
  title: { zh: '闸机', en: 'Turnstile' },
  paths: ['/turnstile'],
  defaultPort: null,
  showsAvatars: false,
  takesPasswords: true,
  registersAccounts: false,
  sessions: { kind: 'jwt', accessLifetimeMs: hourMs },
  load: async () => ({}),
};
const faultsWith = (change: Partial<ContractTraits>, key = 'turnstile'): string[] =>
  findContractFaults({ ...contracts, [key]: { ...turnstile, ...change } });

test('contracts: the registered ones stand side by side, and a sixth beside them', () => {
  assert.deepEqual(findContractFaults(contracts), []);
  assert.deepEqual(faultsWith({}), []);
  assert.deepEqual(faultsWith({ paths: ['/turnstile', '/api/turnstile'], defaultPort: 7000 }), []);
});

const refused: ReadonlyArray<[what: string, change: Partial<ContractTraits>, fault: RegExp, key?: string]> = [
  [
    'a name that the registry does not have',
    { name: 'turnstiles' },
    /^contract turnstile: its traits call it turnstiles/,
  ],
  ['a name that is no part of a variable', { name: 'a-turnstile' }, /lower-case letters and digits/, 'a-turnstile'],
  ['the name of a group of settings', { name: 'limits' }, /the name limits is taken/, 'limits'],
  ['the name of a listener', { name: 'console' }, /the name console is taken/, 'console'],
  ['a title in one language', { title: { zh: '闸机', en: ' ' } }, /title must be there in Chinese and English/],
  ['no path', { paths: [] }, /it has no path/],
  ['a path with a slash at its end', { paths: ['/turnstile/'] }, /the path \/turnstile\/ must be/],
  ['a path of another contract', { paths: ['/blogapi'] }, /blog and turnstile both have the path \/blogapi/],
  ['a second contract with all the rest', { paths: ['/'] }, /staff and turnstile both have the path \//],
  ['a path twice', { paths: ['/turnstile', '/turnstile'] }, /turnstile and turnstile both have the path \/turnstile/],
  ['a path of the server', { paths: ['/docs'] }, /below \/docs, which is the server's own/],
  ['a path below one of the server', { paths: ['/console/turnstile'] }, /below \/console/],
  ['a port of another contract', { defaultPort: 5678 }, /panel and turnstile both have the port 5678/],
  ['a port that is none', { defaultPort: 65_536 }, /the port 65536 must be/],
  ['a lifetime of nothing', { sessions: { kind: 'jwt', accessLifetimeMs: 0 } }, /accessLifetimeMs is 0/],
  ['a lifetime in seconds', { sessions: { kind: 'jwt', accessLifetimeMs: 3600 } }, /accessLifetimeMs is 3600/],
  ['half a second', { sessions: { kind: 'jwt', accessLifetimeMs: hourMs + 500 } }, /whole seconds/],
  ['no number', { sessions: { kind: 'jwt', accessLifetimeMs: Number.NaN } }, /accessLifetimeMs is NaN/],
  [
    'a refresh token that dies first',
    { sessions: { kind: 'opaque', accessLifetimeMs: 2 * hourMs, refreshLifetimeMs: hourMs } },
    /refresh tokens must live as long/,
  ],
];

for (const [what, change, fault, key] of refused) {
  test(`contracts: ${what} is refused in words`, () => {
    const faults = faultsWith(change, key);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', fault);
  });
}
