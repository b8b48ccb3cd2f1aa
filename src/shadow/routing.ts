import type { Issued } from './issued.ts';
import type { OwnTokens } from './own-tokens.ts';
import type { RequestKeys } from './request-keys.ts';
import { otherSide, type Side } from './sides.ts';

/** One token that stands in for another while a request travels to the server that knows it. */
export interface Swap {
  from: string;
  to: string;
}

/** Who answers a client, and with which tokens the request goes there. */
export interface Route {
  side: Side;
  swaps: readonly Swap[];
}

/** Finds who knows what a request carries. */
export interface Routing {
  /** The wanted server where it knows all of it; else the one that does: nobody is to be signed out by a switch. */
  choose(wanted: Side, keys: RequestKeys): Route;
  /** The tokens to ask that server with; undefined where it knows none in their place. Waits for a sign-in that is just being replayed. */
  translate(side: Side, keys: RequestKeys): Promise<readonly Swap[] | undefined>;
}

interface Known {
  find(key: string): Issued | undefined;
  ownTokens: OwnTokens;
}

/** Tokens that nobody here gave out are the old server's: it alone did before. */
export function createRouting({ find, ownTokens }: Known): Routing {
  const issuerOf = (token: string): Side => find(token)?.side ?? (ownTokens.has(token) ? 'new' : 'old');

  function swapsFor(side: Side, tokens: readonly string[]): Swap[] | undefined {
    const swaps: Swap[] = [];
    for (const token of tokens) {
      if (issuerOf(token) === side) continue;
      const other = find(token)?.other;
      if (other === undefined) return undefined;
      swaps.push({ from: token, to: other });
    }
    return swaps;
  }

  return {
    choose(wanted, { tokens, oneTime }) {
      const isElsewhere = oneTime.some((key) => find(key)?.side === otherSide(wanted));
      const side = isElsewhere ? otherSide(wanted) : wanted;
      const swaps = swapsFor(side, tokens);
      return swaps ? { side, swaps } : { side: otherSide(side), swaps: swapsFor(otherSide(side), tokens) ?? [] };
    },
    async translate(side, { tokens }) {
      await Promise.all(tokens.map((token) => find(token)?.pairing));
      return swapsFor(side, tokens);
    },
  };
}
