import type { Clock } from '../../core/ports.ts';

/** A token that a vendor gives for a while. */
export interface AccessToken {
  token: string;
  expiresAt: number;
}

/** Keeps the newest, and asks for another before its end. */
export interface AccessTokens {
  /** Rejects as asking does; whoever asks meanwhile shares the answer. */
  get(): Promise<string>;
  /** The vendor does not accept it any more; does nothing where there is a newer one. */
  drop(token: string): void;
}

/** Asks with a token, and where the vendor does not accept that one, once more with a newer one. */
export async function withToken<Answer>(
  tokens: AccessTokens,
  ask: (token: string) => Promise<Answer>,
  isRefused: (answer: Answer) => boolean,
): Promise<Answer> {
  const token = await tokens.get();
  const answer = await ask(token);
  if (!isRefused(answer)) return answer;
  tokens.drop(token);
  return ask(await tokens.get());
}

/** `renewBeforeMs` before its end a token is not used any more. */
export function createAccessTokens(deps: {
  clock: Clock;
  renewBeforeMs: number;
  ask(): Promise<AccessToken>;
}): AccessTokens {
  const { clock, renewBeforeMs, ask } = deps;
  let known: AccessToken | undefined;
  let asking: Promise<AccessToken> | undefined;

  async function renew(): Promise<string> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    known = await asking;
    return known.token;
  }

  return {
    get: async () => (known && clock.now() < known.expiresAt - renewBeforeMs ? known.token : renew()),
    drop(token) {
      if (known?.token === token) known = undefined;
    },
  };
}
