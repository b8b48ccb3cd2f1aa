import { md5, sign } from '../../test/support/blog.ts';
import { toQuery } from '../../test/support/encodings.ts';
import { credentials } from '../../test/support/portico.ts';
import type { TimedConnection, TimedRequest } from './timed-connection.ts';

/** One secret that is compared with what somebody brings. */
export interface SecretTarget {
  name: string;
  /** The right one, at that moment. */
  secret: string;
  /** A request that brings this in its place. */
  ask(brought: string): TimedRequest;
}

/** All that a client proves itself with at each request. */
export function secretTargets({ apiKey, blogToken }: { apiKey: string; blogToken: string }): readonly SecretTarget[] {
  const timestamp = Date.now();
  return [
    {
      name: 'panel token',
      secret: credentials.panelToken,
      ask: (brought) => ({ method: 'GET', path: '/openApi/count', headers: { 'api-token': brought } }),
    },
    {
      name: 'API key',
      secret: apiKey,
      ask: (brought) => ({
        method: 'GET',
        path: '/management/v1/accounts/count',
        headers: { authorization: `Bearer ${brought}` },
      }),
    },
    {
      name: 'blog signature',
      secret: String(sign({}, timestamp).token),
      ask: (brought) => ({
        method: 'GET',
        path: `/blogapi/service/captcha?${toQuery({ ...sign({}, timestamp), token: brought })}`,
      }),
    },
    {
      name: 'signature of a session’s token',
      secret: blogToken,
      ask: (brought) => ({
        method: 'GET',
        path: `/admin/logout?${toQuery(sign({}, timestamp))}`,
        headers: { 'access-token': brought },
      }),
    },
  ];
}

// Every prefix before it is public: whoever guesses does so behind it.
const shownPrefix = /^(?:portico_|.*\.)/;

/** The secret with its first guessed character wrong, and with its last. */
export function spoil(secret: string): { early: string; late: string } {
  const first = shownPrefix.exec(secret)?.[0].length ?? 0;
  // The last character of base64 may hold bits that nobody reads.
  const last = secret.length - 2;
  return { early: spoilAt(secret, first), late: spoilAt(secret, last) };
}

function spoilAt(secret: string, index: number): string {
  return secret.slice(0, index) + (secret[index] === 'a' ? 'b' : 'a') + secret.slice(index + 1);
}

/** Signs in at the blog, for a token that can be spoilt. */
export async function fetchBlogToken(connection: TimedConnection, account: string, password: string): Promise<string> {
  const body = sign({ account, password: md5(password) }, Date.now());
  const { text } = await connection.ask({ method: 'POST', path: '/blogapi/login', body });
  return JSON.parse(text).data.token;
}
