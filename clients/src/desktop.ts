import { type AnswerTo, type BodyTo, type CallControl, type Calls, createCalls, type PlainCall } from './calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { ContractError } from './contract-error.ts';
import { type DownloadOptions, downloadFile } from './download.ts';
import type { paths } from './generated/desktop.ts';
import { type Heartbeat, type HeartbeatOptions, startHeartbeat } from './heartbeat.ts';
import { memoryStore, type Store } from './store.ts';
import { type ClientOptions, createTransport, membersOf, type ReadEnvelope } from './transport.ts';
import { compareVersions } from './versions.ts';

/** How a client of the desktop contract is made. */
export interface DesktopOptions extends ClientOptions {
  clock?: Clock;
  /** From 0 to 1, for the heartbeat's jitter. */
  random?: () => number;
  /** Where the session's token is kept; in memory unless told. */
  store?: Store<string>;
  /** An API key that may publish releases; uploads are sent with it. */
  apiKey?: string;
  /** Whose releases are offered besides the stable ones (D7). */
  channel?: string;
  /** This installation's own id, so that a rollout counts it once (D7). */
  device?: string;
  /** Told once when the server no longer takes the token: show the sign-in again. */
  onSignedOut?: (reason: ContractError) => void;
}

/** A release as the contract tells it. */
export type Release = AnswerTo<paths, '/api/upgrade/checkVersion', 'post'>;
/** What a heartbeat is answered. */
export type HeartbeatAnswer = AnswerTo<paths, '/api/heart/check', 'post'>;
type SignInAnswer = AnswerTo<paths, '/api/user/verifyCode', 'post'>;

/**
 * The desktop contract's client. Every operation is there by its path; `signIn` and `signOut` keep and forget the token,
 * which the heartbeat renews in its last hour (D4).
 */
export interface DesktopClient extends Calls<paths> {
  /** With the code that `post('/api/user/sendCode')` sent. */
  signIn(body: BodyTo<paths, '/api/user/verifyCode', 'post'>, control?: CallControl): Promise<SignInAnswer>;
  /** Forgets the session here: the contract has no way to end it on the server. */
  signOut(): Promise<void>;
  isSignedIn(): Promise<boolean>;
  startHeartbeat(options?: HeartbeatOptions<HeartbeatAnswer>): Heartbeat;
  /** The release to install; undefined where this version is the newest for this device, or newer. */
  checkForUpdate(currentVersion: string | number, control?: CallControl): Promise<Release | undefined>;
  /** The bytes of a release, resumed and verified: see `DownloadOptions`. */
  download(release: Release, options?: DownloadOptions): AsyncGenerator<Uint8Array, void, undefined>;
}

/** A client of the desktop contract. */
export function createDesktopClient(options: DesktopOptions): DesktopClient {
  const { clock = systemClock, random = Math.random, store = memoryStore<string>(), channel, device } = options;
  const transport = createTransport('desktop', options, readEnvelope);

  async function send(call: PlainCall): Promise<unknown> {
    const isUpload = call.path === '/api/upgrade/upload';
    if (isUpload && options.apiKey !== undefined) {
      return transport.send(call, { authorization: `Bearer ${options.apiKey}` });
    }
    const token = await store.get();
    try {
      return await transport.send(call, token === undefined ? {} : { authorization: token });
    } catch (error) {
      if (error instanceof ContractError && error.status === 401 && token !== undefined) await end(token, error);
      throw error;
    }
  }

  /** Of calls that fail together the first alone ends the session. */
  async function end(token: string, reason: ContractError): Promise<void> {
    if ((await store.get()) !== token) return;
    await store.clear();
    options.onSignedOut?.(reason);
  }

  async function beat(signal: AbortSignal): Promise<HeartbeatAnswer> {
    const token = await store.get();
    const answer = await calls.post('/api/heart/check', { signal });
    if (answer.token !== undefined && (await store.get()) === token) await store.set(answer.token);
    return answer;
  }

  const calls = createCalls<paths>(send);
  return {
    ...calls,
    async signIn(body, control = {}) {
      const answer = await calls.post('/api/user/verifyCode', { ...control, body });
      await store.set(answer.token);
      return answer;
    },
    signOut: async () => store.clear(),
    isSignedIn: async () => (await store.get()) !== undefined,
    startHeartbeat: (heartbeat = {}) => startHeartbeat({ beat, clock, random }, heartbeat),
    async checkForUpdate(currentVersion, control = {}) {
      const body = { ...(channel !== undefined && { channel }), ...(device !== undefined && { device }) };
      const release = await calls.post('/api/upgrade/checkVersion', { ...control, body }).catch(noneOffered);
      return release && compareVersions(release.version, currentVersion) > 0 ? release : undefined;
    },
    download(release, download = {}) {
      const open = (fromByte: number, signal: AbortSignal): Promise<Response> =>
        transport.open(
          { method: 'GET', path: release.path, signal, timeoutMs: 0 },
          { accept: '*/*', ...(fromByte > 0 && { range: `bytes=${fromByte}-` }) },
        );
      return downloadFile({ open, clock }, release, download);
    },
  };
}

function noneOffered(error: unknown): undefined {
  if (error instanceof ContractError && error.status === 404) return undefined;
  throw error;
}

const readEnvelope: ReadEnvelope = (body, status) => {
  const { data, meta } = membersOf(body);
  const { msg, status: code } = membersOf(meta);
  if (typeof code !== 'number') return undefined;
  return status < 300 ? { data } : { refusal: { code, message: String(msg ?? '') } };
};
