import { document } from '../../gateways/desktop/document.ts';
import type { Door, Refusal } from '../every-contract/door.ts';
import { casesEverywhere } from '../every-contract/everywhere.ts';
import type { Suite } from '../run/case.ts';
import { createDesktopClient } from './client.ts';
import { distCases } from './dist.ts';
import { heartCases } from './heart.ts';
import { upgradeCases } from './upgrade.ts';
import { userCases } from './user.ts';

const statuses: Record<Refusal, number> = {
  unknownPath: 400,
  malformed: 400,
  tooLarge: 400,
  noCredential: 401,
  wrongCredential: 401,
};
const mebibyte = 1024 * 1024;
const upload = 'POST /api/upgrade/upload';

const door: Door = {
  document,
  nameOf: (operation) =>
    operation === 'GET /dist/*' ? 'dist' : operation.replace(/^\w+ \/api\/(user|upgrade)?\/?/, ''),
  refuse: (talk, answer, refusal) => void createDesktopClient(talk).refused(answer, statuses[refusal]),
  async credentialFor(talk, operation) {
    const client = createDesktopClient(talk);
    const { access } = document.operations[operation] ?? {};
    if (access === 'session') return { Authorization: (await client.anyPerson()).token };
    return access === 'publisher' ? { Authorization: await client.publisher() } : {};
  },
  wrongCredentials: ['x', 'Bearer', 'Bearer a.b.c', 'Token abc'].map((Authorization) => ({ Authorization })),
  tooManyBytes: (operation) => (operation === upload ? undefined : 2 * mebibyte),
  unknownPaths: [
    '/api/user',
    '/api/user/none',
    '/api/user/sendcode',
    '/api/upgrade/none',
    '/api/heart',
    '/api/heart/none',
  ],
  brokenPaths: ['/api/user/%zz', '/dist/%zz'],
};

// What HEAD says of a release is among the cases of downloads.
const everywhere = casesEverywhere(door).filter(({ name }) => !name.startsWith('desktop dist: HEAD'));

/** The contract of the licensed desktop program. */
export const desktopSuite: Suite = {
  contract: 'desktop',
  prefix: '/api',
  unknownPath: '/api/user/portico-verify-nothing',
  cases: [...userCases, ...heartCases, ...upgradeCases, ...distCases, ...everywhere],
};
