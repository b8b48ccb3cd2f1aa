import type { Case } from '../run/case.ts';
import type { Answer } from '../wire/answer.ts';
import { encodings, form } from '../wire/bodies.ts';
import { type BlogClient, reads, writes } from './client.ts';

const path = '/blogapi/verify-email';
const proved = { emailVerified: true };
const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const page = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': /^default-src 'none'; /,
};

/** The link that a registration mails (B6). */
export const verifyEmailCases: readonly Case[] = [
  ...(['GET', 'POST'] as const).map((method) =>
    reads(`${method} verify-email: a link that was not mailed is 400`, 'B6', async (at) => {
      for (const query of ['', '?token=', '?token=x', `?token=${'x'.repeat(43)}`, '?token=x&token=y']) {
        at.refused(await at.talk.send({ method, path: path + query }), 400);
      }
      const answer = await at.talk.send({ method, path: `${path}?token=%22%3E%3Cb%3E`, headers: browser });
      at.talk.expect(answer, { status: 400, headers: page });
      expectPage(at, answer, /^(?![\s\S]*<b>)[\s\S]*链接已使用或已过期/);
    }),
  ),
  writes('GET verify-email: a program that fetches the link proves the e-mail, once', 'B6, B7', async (at) => {
    const { account, password, token } = await registerAndRead(at);
    const head = await at.talk.send({ method: 'HEAD', path: `${path}?token=${token}` });
    at.talk.expect(head, { status: 200 });
    const answer = await at.talk.send({ method: 'GET', path: `${path}?token=${token}` });
    at.succeeded(answer, 'GET /blogapi/verify-email', proved);
    at.refused(await at.talk.send({ method: 'GET', path: `${path}?token=${token}` }), 400);
    const signedIn = await at.login({ account, password });
    at.succeeded(signedIn, 'POST /blogapi/login', { account, emailVerified: true, status: 'normal' });
  }),
  writes('POST verify-email: programs post the token, in JSON, form and multipart', 'B6, R4', async (at) => {
    for (const { encode } of encodings) {
      const { token } = await registerAndRead(at);
      at.succeeded(await at.send(path, await encode({ token })), 'POST /blogapi/verify-email', proved);
      at.refused(await at.send(path, await encode({ token })), 400);
    }
  }),
  writes('GET verify-email: a browser is asked for a click, whose POST proves it', 'B6', async (at) => {
    const { account, password, token } = await registerAndRead(at);
    for (let fetches = 0; fetches < 2; fetches += 1) {
      const asked = await at.talk.send({ method: 'GET', path: `${path}?token=${token}`, headers: browser });
      at.talk.expect(asked, { status: 200, headers: page });
      expectPage(at, asked, new RegExp(`请点击按钮[\\s\\S]*${token}`));
    }
    const before = await at.login({ account, password });
    at.succeeded(before, 'POST /blogapi/login', { emailVerified: false, status: 'pending' });
    for (const [status, words] of [
      [200, /邮箱验证成功/],
      [400, /链接已使用或已过期/],
    ] as const) {
      const clicked = await at.send(path, form({ token }), browser);
      at.talk.expect(clicked, { status, headers: page });
      expectPage(at, clicked, words);
    }
    const after = await at.login({ account, password });
    at.succeeded(after, 'POST /blogapi/login', { emailVerified: true, status: 'normal' });
  }),
];

async function registerAndRead(at: BlogClient): Promise<{ account: string; password: string; token: string }> {
  const { account, email, password } = await at.register();
  const mail = await at.supplies.mailTo(email);
  return { account, password, token: /[?&]token=([A-Za-z0-9]+)/.exec(mail)?.[1] ?? '' };
}

function expectPage(at: BlogClient, answer: Answer, words: RegExp): void {
  if (words.test(answer.text)) return;
  const found = answer.text.slice(0, 80).replace(/\s+/g, ' ');
  at.talk.note(answer, { where: 'body', kind: 'value', expected: `a page like ${words.source}`, found });
}
