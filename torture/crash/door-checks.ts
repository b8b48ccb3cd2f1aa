import { createHash } from 'node:crypto';
import { send } from '../../test/support/door-asking.ts';
import { describe } from './judging.ts';
import type { Entry } from './ledger.ts';

const atOnce = 8;

/** Runs it for each, a few at a time, and answers what was answered of those of whom anything was. */
async function findAmong(entries: readonly Entry[], check: (entry: Entry) => Promise<string | undefined>) {
  const found: string[] = [];
  const rest = [...entries];
  const work = async (): Promise<void> => {
    for (let entry = rest.pop(); entry; entry = rest.pop()) {
      const fault = await check(entry);
      if (fault !== undefined) found.push(fault);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

/** Those whose change ended a session, acknowledged. */
export function revocationsAmong(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ facts, outcome }) => outcome === 'acknowledged' && facts.token !== undefined);
}

/** Tokens that open something, although what ended their session was acknowledged. */
export function findLiveTokens(url: string, entries: readonly Entry[]): Promise<string[]> {
  return findAmong(revocationsAmong(entries), async (entry) => {
    const token = String(entry.facts.token);
    return (await isRefused(url, token)) ? undefined : `a revoked token is taken: ${describe(entry)}`;
  });
}

async function isRefused(url: string, token: string): Promise<boolean> {
  if (token.startsWith('Bearer ')) {
    const headers = { authorization: token };
    const answer = await send(url, { door: 'desktop', method: 'POST', path: '/api/heart/check', headers, body: {} });
    return answer.status === 401 && answer.body.data === null;
  }
  const headers = { authorization: `Token ${token}` };
  const answer = await send(url, { door: 'mobile', method: 'GET', path: '/api/personal/info', headers });
  return answer.body.code === 10004;
}

/** Passwords that were acknowledged and do not open the account. */
export function findDeadPasswords(url: string, entries: readonly Entry[]): Promise<string[]> {
  const chosen = entries.filter(({ kind, outcome }) => kind === 'password change' && outcome === 'acknowledged');
  return findAmong(chosen, async (entry) => {
    const { email: account, password } = entry.facts;
    const asking = { method: 'POST', path: '/api/auth/access_token', body: { account, password } } as const;
    const answer = await send(url, { door: 'mobile', ...asking });
    return answer.body.code === 0 ? undefined : `a chosen password is refused: ${describe(entry)}`;
  });
}

/** Releases that were acknowledged and are not given out as they were sent. */
export function findSpoiltDownloads(url: string, entries: readonly Entry[]): Promise<string[]> {
  const published = entries.filter(({ kind, outcome }) => kind === 'release' && outcome === 'acknowledged');
  return findAmong(published, async (entry) => {
    const answer = await fetch(`${url}/dist/tool-${entry.facts.version}.zip`);
    const sha256 = createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex');
    return sha256 === entry.facts.sha256 ? undefined : `a release is given out otherwise: ${describe(entry)}`;
  });
}
