import { systemClock, wait } from './clock.ts';
import { ContractError } from './contract-error.ts';
import type { Store } from './store.ts';
import { createTabs } from './tabs.ts';

/** What a sign-in at the mobile contract gave, as it is kept. */
export interface MobileTokens {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds by this machine's clock. */
  expiresAtMs: number;
  /** The same over all renewals of one sign-in, so that no call is repeated as somebody else. */
  signIn: string;
}

interface RenewalOptions {
  store: Store<MobileTokens>;
  /** Trades a refresh token for new tokens. */
  trade(tokens: MobileTokens): Promise<MobileTokens>;
  /** Told once when the server refuses to renew: whoever it was has to sign in again. */
  onSignedOut(reason: ContractError): void;
}

/** Renews tokens, one trade at a time however many wait for it, in all tabs that share the store. */
export interface TokenRenewal {
  /** What replaces these tokens; undefined where their sign-in is over, or nothing new was kept. Throws what the trade throws. */
  renew(stale: MobileTokens): Promise<MobileTokens | undefined>;
}

/** How long what another tab stored may take to be seen here, and how often it is looked for. */
const storedWithinMs = 2_000;
const lookMs = 10;

/** Renews the tokens of this store. */
export function createTokenRenewal({ store, trade, onSignedOut }: RenewalOptions): TokenRenewal {
  const tabs = createTabs(store.sharedAs);
  let running: Promise<void> | undefined;

  /** Browsers tell a tab what another one stored a moment later: who was told that there is something new looks until then. */
  async function readNewest(stale: MobileTokens): Promise<MobileTokens | undefined> {
    let current = await store.get();
    if (!isSame(current, stale) || !(await tabs.isDone(nameOf(stale)))) return current;
    for (let waited = 0; waited < storedWithinMs && isSame(current, stale); waited += lookMs) {
      await wait(systemClock, lookMs);
      current = await store.get();
    }
    return current;
  }

  /** Only what is still the one that failed is traded: another call, or another tab, may have been faster. */
  async function renewOnce(stale: MobileTokens): Promise<void> {
    const current = await readNewest(stale);
    if (!current || !isSame(current, stale)) return;
    try {
      const renewed = await tradeTwice(current);
      if (!(await isKept(current))) return;
      await store.set(renewed);
      await tabs.tellDone(nameOf(current));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (!(await isKept(current))) return;
      await store.clear();
      onSignedOut(error);
    }
  }

  /** A lost answer is asked for once more: within 10 s the server gives the same successor (M4). */
  async function tradeTwice(tokens: MobileTokens): Promise<MobileTokens> {
    try {
      return await trade(tokens);
    } catch (error) {
      if (error instanceof ContractError) throw error;
      return trade(tokens);
    }
  }

  async function isKept({ refreshToken }: MobileTokens): Promise<boolean> {
    return (await store.get())?.refreshToken === refreshToken;
  }

  return {
    async renew(stale) {
      // Who joined a renewal of older tokens looks once more; a store that does not keep what it is given is not asked for ever.
      for (let round = 0; round < 2; round += 1) {
        running ??= tabs
          .oneAtATime(() => renewOnce(stale))
          .finally(() => {
            running = undefined;
          });
        await running;
        const current = await store.get();
        if (current?.signIn !== stale.signIn) return undefined;
        if (!isSame(current, stale)) return current;
      }
      return undefined;
    },
  };
}

/** The server's word that these tokens are over; what it cannot answer now is none, nor is the page of a network's own sign-in. */
function isRefusal(error: unknown): error is ContractError {
  return error instanceof ContractError && error.status === 200 && error.code !== undefined;
}

const isSame = (tokens: MobileTokens | undefined, others: MobileTokens): boolean =>
  tokens?.accessToken === others.accessToken;
/** Nothing that opens anything: other scripts of the site may see it. */
const nameOf = ({ signIn, expiresAtMs }: MobileTokens): string => `${signIn} ${expiresAtMs}`;
