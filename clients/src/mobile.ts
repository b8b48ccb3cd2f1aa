import { type AnswerTo, type BodyTo, type CallControl, type Calls, createCalls, type PlainCall } from './calls.ts';
import { abortable, type Clock, systemClock } from './clock.ts';
import { ContractError } from './contract-error.ts';
import type { paths } from './generated/mobile.ts';
import { newSignIn } from './random.ts';
import { memoryStore, type Store } from './store.ts';
import { createTokenRenewal, type MobileTokens } from './token-renewal.ts';
import { type ClientOptions, createTransport, membersOf, type ReadEnvelope } from './transport.ts';

/** How a client of the mobile contract is made. */
export interface MobileOptions extends ClientOptions {
  clock?: Clock;
  /** Where the tokens are kept; in memory unless told. */
  store?: Store<MobileTokens>;
  /** How long before they expire tokens are renewed: an hour unless told. */
  renewBeforeMs?: number;
  /** Told once when tokens can no longer be renewed: show the sign-in again. */
  onSignedOut?: (reason: ContractError) => void;
}

/**
 * The mobile contract's client. Every operation is there by its path; `signIn`, `register` and `signOut` keep and forget the
 * tokens, which are renewed before they expire and when the server refuses them, once for all calls that wait.
 */
export interface MobileClient extends Calls<paths> {
  signIn(body: BodyTo<paths, '/api/auth/access_token', 'post'>, control?: CallControl): Promise<void>;
  register(body: BodyTo<paths, '/api/auth/register', 'post'>, control?: CallControl): Promise<void>;
  /** Ends the session on the server, and here in any case. */
  signOut(control?: CallControl): Promise<void>;
  isSignedIn(): Promise<boolean>;
}

type TokenAnswer = AnswerTo<paths, '/api/auth/access_token', 'post'>;

const hourMs = 3_600_000;
/** So that a second try still comes within the 10 s in which the server repeats itself (M4). */
const renewalTimeoutMs = 4_000;
const deadTokenCode = 10_004;
const openPaths = new Set(['send_code', 'check_code', 'register', 'access_token', 'refresh_token']);

/** A client of the mobile contract. */
export function createMobileClient(options: MobileOptions): MobileClient {
  const { clock = systemClock, store = memoryStore<MobileTokens>(), renewBeforeMs = hourMs } = options;
  const transport = createTransport('mobile', options, readEnvelope);
  const renewal = createTokenRenewal({
    store,
    trade: async ({ refreshToken, signIn }) => {
      const body = { refresh_token: refreshToken };
      const call = { method: 'POST', path: '/api/auth/refresh_token', body, timeoutMs: renewalTimeoutMs } as const;
      return keep((await transport.send(call)) as TokenAnswer, signIn);
    },
    onSignedOut: (reason) => options.onSignedOut?.(reason),
  });

  function keep({ access_token, refresh_token, expires_in }: TokenAnswer, signIn: string): MobileTokens {
    const expiresAtMs = clock.now() + expires_in * 1_000;
    return { accessToken: access_token, refreshToken: refresh_token, expiresAtMs, signIn };
  }

  async function send(call: PlainCall): Promise<unknown> {
    if (openPaths.has(call.path.replace('/api/auth/', ''))) return transport.send(call);
    const tokens = await freshTokens(call.signal);
    if (!tokens) return transport.send(call);
    try {
      return await transport.send(call, headersOf(tokens));
    } catch (error) {
      if (!isDeadToken(error)) throw error;
      const renewed = await abortable(renewal.renew(tokens), call.signal);
      if (!renewed) throw error;
      return transport.send(call, headersOf(renewed));
    }
  }

  /** Renewed where they end soon; while they have not ended, a renewal that fails for now is no reason to fail a call. */
  async function freshTokens(signal: AbortSignal | undefined): Promise<MobileTokens | undefined> {
    const tokens = await store.get();
    if (!tokens || tokens.expiresAtMs - clock.now() > renewBeforeMs) return tokens;
    try {
      return await abortable(renewal.renew(tokens), signal);
    } catch (error) {
      if (signal?.aborted || tokens.expiresAtMs <= clock.now()) throw error;
      return tokens;
    }
  }

  async function signInBy(path: string, body: object, control: CallControl = {}): Promise<void> {
    const answer = await transport.send({ ...control, method: 'POST', path, body });
    await store.set(keep(answer as TokenAnswer, newSignIn()));
  }

  return {
    ...createCalls<paths>(send),
    signIn: (body, control) => signInBy('/api/auth/access_token', body, control),
    register: (body, control) => signInBy('/api/auth/register', body, control),
    async signOut(control = {}) {
      const tokens = await store.get();
      if (!tokens) return;
      try {
        // Not past the renewal: with an expired access token alone the session would live on.
        await send({ ...control, method: 'POST', path: '/api/auth/destroy_token' });
      } catch (error) {
        if (!isDeadToken(error)) throw error;
      } finally {
        if ((await store.get())?.signIn === tokens.signIn) await store.clear();
      }
    },
    isSignedIn: async () => (await store.get()) !== undefined,
  };
}

function headersOf({ accessToken }: MobileTokens): { authorization: string } {
  return { authorization: `Token ${accessToken}` };
}

function isDeadToken(error: unknown): boolean {
  return error instanceof ContractError && error.code === deadTokenCode;
}

const readEnvelope: ReadEnvelope = (body) => {
  const { code, message, data } = membersOf(body);
  if (typeof code !== 'number' || typeof message !== 'string') return undefined;
  return code === 0 ? { data } : { refusal: { code, message } };
};
