import { document } from '../../gateways/blog/document.ts';
import type { Door, Refusal } from '../every-contract/door.ts';
import { casesEverywhere } from '../every-contract/everywhere.ts';
import type { Suite } from '../run/case.ts';
import { query } from '../wire/bodies.ts';
import { captchaCases } from './captcha.ts';
import { createBlogClient } from './client.ts';
import { regCases } from './reg.ts';
import { sessionCases } from './session.ts';
import { signatureCases } from './signature.ts';
import { verifyEmailCases } from './verify-email.ts';

const codes: Record<Refusal, number> = {
  unknownPath: 404,
  malformed: 400,
  tooLarge: 400,
  noCredential: 512,
  wrongCredential: 512,
};
const names: Readonly<Record<string, string>> = {
  'GET /blogapi/service/captcha': 'captcha',
  'GET /blogapi/verify-email': 'GET verify-email',
  'POST /blogapi/verify-email': 'POST verify-email',
  'GET /admin/logout': 'logout',
};
const mebibyte = 1024 * 1024;

const door: Door = {
  document,
  nameOf: (operation) => names[operation] ?? operation.replace(/^\w+ \/blogapi\//, ''),
  refuse: (talk, answer, refusal) => void createBlogClient(talk).refused(answer, codes[refusal]),
  credentialFor: async () => ({}),
  wrongCredentials: [],
  sign: (talk, path) => (path.endsWith('/verify-email') ? path : `${path}?${query(createBlogClient(talk).signed())}`),
  tooManyBytes: () => 2 * mebibyte,
  unknownPaths: ['/blogapi', '/blogapi/nothing/here'],
  brokenPaths: ['/blogapi/%zz'],
};

/** The contract of the blog's front end. */
export const blogSuite: Suite = {
  contract: 'blog',
  prefix: '/blogapi',
  unknownPath: '/blogapi/portico-verify-nothing',
  cases: [
    ...signatureCases,
    ...captchaCases,
    ...regCases,
    ...sessionCases,
    ...verifyEmailCases,
    // HEAD of what a mail scanner fetches tells nothing (B6).
    ...casesEverywhere(door).filter(({ name }) => !name.startsWith('blog GET verify-email: HEAD')),
  ],
};
