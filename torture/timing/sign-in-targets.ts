import { md5, sign } from '../../test/support/blog.ts';
import { emailOf, handleOf } from './known-accounts.ts';
import type { TimedConnection, TimedRequest } from './timed-connection.ts';

/** One place that may not tell whether somebody has an account. */
export interface HidingTarget {
  name: string;
  /** Where each try needs a captcha, what solves the next one, asked for on the same connection. */
  ask(side: 'known' | 'unknown', index: number, captcha: SolveCaptcha): TimedRequest | Promise<TimedRequest>;
}

/** Fetches a captcha and answers what is in the picture. */
export type SolveCaptcha = () => Promise<{ captcha_id: string; captcha_code: string }>;

const wrong = 'a wrong password';

/** The sign-ins that hide it (blog B4, management, staff, mobile M3 hardened), and the page for a forgotten password. */
export const hidingTargets: readonly HidingTarget[] = [
  {
    name: 'blog sign-in',
    ask: (side, index) => ({
      method: 'POST',
      path: '/blogapi/login',
      body: sign({ account: handleOf(side, index), password: md5(wrong) }, Date.now()),
    }),
  },
  {
    name: 'console sign-in',
    ask: (side, index) => ({
      method: 'POST',
      path: '/management/v1/session',
      body: { identifier: handleOf(side, index), password: wrong },
    }),
  },
  {
    name: 'mobile sign-in, hardened',
    ask: (side, index) => ({
      method: 'POST',
      path: '/api/auth/access_token',
      body: { account: emailOf(side, index), password: wrong },
    }),
  },
  {
    name: 'staff sign-in',
    ask: async (side, index, solveCaptcha) => ({
      method: 'POST',
      path: '/login',
      body: { nickname: handleOf(side, index), passwd: 'wrong_pass', ...(await solveCaptcha()) },
    }),
  },
  {
    name: 'forgotten password',
    ask: (side, index) => ({
      method: 'POST',
      path: '/account/forgot-password',
      body: { email: emailOf(side, index) },
    }),
  },
];

/** Solves staff captchas with what the development outbox was told. */
export function createCaptchaSolver(connection: TimedConnection, newLines: () => string[]): SolveCaptcha {
  return async () => {
    const { text } = await connection.ask({ method: 'GET', path: '/captcha' });
    const { id } = JSON.parse(text).data;
    const told = newLines().map((line) => JSON.parse(line) as { id?: string; answer?: string });
    const answer = told.findLast((line) => line.id === id)?.answer;
    if (answer === undefined) throw new Error('the outbox has no answer to a captcha');
    return { captcha_id: id, captcha_code: answer };
  };
}
