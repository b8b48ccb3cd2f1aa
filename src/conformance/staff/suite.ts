import { document } from '../../gateways/staff/document.ts';
import type { Door, Refusal } from '../every-contract/door.ts';
import { casesEverywhere } from '../every-contract/everywhere.ts';
import { inChinese } from '../every-contract/expectations.ts';
import type { Suite } from '../run/case.ts';
import { createStaffClient, notAllowed } from './client.ts';
import { signInCases } from './sign-in.ts';
import { signUpCases } from './sign-up.ts';
import { userCases } from './users.ts';

const refusals: Record<Refusal, [message: string | RegExp, status: number]> = {
  unknownPath: [inChinese, 404],
  malformed: [inChinese, 400],
  tooLarge: [inChinese, 413],
  noCredential: [notAllowed, 200],
  wrongCredential: [notAllowed, 200],
};
const names: Readonly<Record<string, string>> = {
  'PUT /signUp': 'PUT signUp',
  'POST /signUp': 'POST signUp',
  'GET /user/:id': 'GET user/:id',
  'PUT /user/:id': 'PUT user/:id',
  'DELETE /user/:id': 'DELETE user/:id',
};
const mebibyte = 1024 * 1024;

const door: Door = {
  document,
  nameOf: (operation) => names[operation] ?? operation.replace(/^\w+ \//, ''),
  refuse: (talk, answer, refusal) => void createStaffClient(talk).refused(answer, ...refusals[refusal]),
  async credentialFor(talk, operation) {
    if (document.operations[operation]?.access === 'open') return {};
    return { Authorization: await createStaffClient(talk).tokenOf('owner') };
  },
  wrongCredentials: ['', 'Bearer ', 'x', 'Bearer a.b.c', 'Token abc'].map((Authorization) => ({ Authorization })),
  tooManyBytes: (operation) => (operation.endsWith('/signUp') ? 33 * mebibyte : 2 * mebibyte),
  unknownPaths: ['/nothing/here', '/user', '/list', '/audit/user'],
  brokenPaths: ['/user/%zz'],
};

/** The contract of an internal staff directory whose accounts an owner approves. */
export const staffSuite: Suite = {
  contract: 'staff',
  prefix: '',
  unknownPath: '/portico-verify-nothing',
  cases: [...signInCases, ...signUpCases, ...userCases, ...casesEverywhere(door)],
};
