import { findIssuedCaptchas, findIssuedTokens, type IssuedToken } from './answer-keys.ts';
import type { ClientCall } from './exchange.ts';
import { hashOf, type Issued, type IssuedTable } from './issued.ts';
import { lifetimes } from './limits.ts';
import type { OwnTokens } from './own-tokens.ts';
import { codeKey, sendsCode } from './request-keys.ts';
import type { SeenAnswer } from './seen-answer.ts';
import type { Side } from './sides.ts';

/** Notes what the answers to clients give out. */
export interface Issuing {
  /** Whether its answers may give out anything. */
  concerns(call: ClientCall): boolean;
  /** Has two tokens that somebody signed in for stand for each other, whichever of them clients send. */
  pair(oldToken: string, newToken: string): void;
  /** Before the client has the answer. Answers how to tell what the other server gave out in its place: nothing, if need be. */
  note(
    call: ClientCall,
    side: Side,
    answer: SeenAnswer,
    willBeReplayed: boolean,
  ): (others: readonly IssuedToken[]) => void;
}

/** Makes the notes of one proxy. */
export function createIssuing(table: IssuedTable, ownTokens: OwnTokens): Issuing {
  return {
    pair(oldToken, newToken) {
      table.put(oldToken, { side: 'old', other: newToken }, lifetimes.tokenMs);
      table.put(newToken, { side: 'new', other: oldToken }, lifetimes.tokenMs);
    },
    concerns: ({ endpoint }) => !endpoint.reads || isCaptcha(endpoint.name),
    note(call, side, answer, willBeReplayed) {
      if (sendsCode(call.endpoint)) table.put(codeKey(call.fields), { side }, lifetimes.oneTimeMs);
      const captchas = isCaptcha(call.endpoint.name) ? findIssuedCaptchas(answer) : [];
      for (const key of captchas) table.put(key, { side }, lifetimes.oneTimeMs);
      const tokens = findIssuedTokens(answer);
      const [first] = tokens;
      if (!first) return () => {};
      const known = call.keys.tokens.map((token) => table.find(token)?.session);
      const session = known.find((each) => each !== undefined) ?? hashOf(first.token);
      const { promise, resolve } = Promise.withResolvers<void>();
      const entries = tokens.map(({ name, token }) => {
        const issued: Issued = {
          side,
          other: inherited(call, side, tokens),
          pairing: willBeReplayed ? promise : undefined,
          session,
        };
        table.put(token, issued, lifetimes.tokenMs);
        if (side === 'new') ownTokens.add(token, lifetimes.tokenMs);
        return { name, issued };
      });
      return (others) => {
        for (const { name, issued } of entries) {
          issued.other = others.find((other) => other.name === name)?.token ?? issued.other;
          issued.pairing = undefined;
        }
        resolve();
      };
    },
  };

  /** A fresh token for the session of the one that it was asked with (desktop D4) has the other server's token of that session. */
  function inherited(
    { keys: { accessToken } }: ClientCall,
    side: Side,
    tokens: readonly IssuedToken[],
  ): string | undefined {
    if (accessToken === undefined || tokens.length !== 1) return undefined;
    const known = table.find(accessToken);
    const issuer = known?.side ?? (ownTokens.has(accessToken) ? 'new' : 'old');
    return issuer === side ? known?.other : accessToken;
  }
}

function isCaptcha(endpoint: string): boolean {
  return /captcha/i.test(endpoint);
}
