import { md5, type SigningKey, signParameters } from './blog-signature.ts';
import { type AnswerTo, type BodyTo, type CallControl, type Calls, createCalls, type PlainCall } from './calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { ContractError, type FieldError } from './contract-error.ts';
import type { paths } from './generated/blog.ts';
import { memoryStore, type Store } from './store.ts';
import { type ClientOptions, createTransport, membersOf, type ReadEnvelope } from './transport.ts';

/** How a client of the blog's contract is made. */
export interface BlogOptions extends ClientOptions, SigningKey {
  clock?: Pick<Clock, 'now'>;
  /** Where the session's token is kept; in memory unless told. */
  store?: Store<string>;
}

/** A picture to be read by a person; lives two minutes, and is gone after one comparison. */
export interface BlogCaptcha {
  /** SVG, to be shown as an image. */
  svg: string;
  /** What `captcha_id` may say; undefined where a page may not read it, and the cookie does it. */
  id: string | undefined;
}

/** A form of the contract, but with the password itself, which leaves this machine as its md5. */
type FormOf<Path extends '/blogapi/reg' | '/blogapi/login'> = BodyTo<paths, Path, 'post'>;

/**
 * The blog contract's client. Every operation is there by its path, signed; `signIn` and `signOut` keep and forget the
 * session. A form with a `captcha` answers the last one that `fetchCaptcha` gave.
 */
export interface BlogClient extends Calls<paths> {
  fetchCaptcha(options?: { width?: number; height?: number } & CallControl): Promise<BlogCaptcha>;
  register(form: FormOf<'/blogapi/reg'>, control?: CallControl): Promise<AnswerTo<paths, '/blogapi/reg', 'post'>>;
  signIn(form: FormOf<'/blogapi/login'>, control?: CallControl): Promise<AnswerTo<paths, '/blogapi/login', 'post'>>;
  /** Ends the session on the server, and here in any case. */
  signOut(control?: CallControl): Promise<void>;
  isSignedIn(): Promise<boolean>;
}

const clockIsOffCode = 513;
const sessionIsOverCodes = [401, 402, 511, 521];
/** The one door that people reach by a link in a mail. */
const unsignedPath = '/blogapi/verify-email';

/** A client of the blog's contract. */
export function createBlogClient(options: BlogOptions): BlogClient {
  const { clock = systemClock, store = memoryStore<string>() } = options;
  const transport = createTransport('blog', options, readEnvelope);
  let captchaId: string | undefined;
  let serverAheadMs = 0;
  let lastTimestamp = 0;

  /** Never the same twice: two writes that are alike would be one to the server (B2). */
  function nextTimestamp(): number {
    lastTimestamp = Math.max(lastTimestamp + 1, clock.now() + serverAheadMs);
    return lastTimestamp;
  }

  function sign(call: PlainCall): PlainCall {
    if (call.path === unsignedPath) return call;
    const name = call.method === 'GET' ? 'query' : 'body';
    return { ...call, [name]: signParameters(call[name] ?? {}, nextTimestamp(), options) };
  }

  /** Sends it signed; once more by the server's clock where this machine's is off. */
  async function signed<Answer>(
    call: PlainCall,
    deliver: (call: PlainCall, headers: Record<string, string>) => Promise<Answer>,
  ): Promise<Answer> {
    const token = await store.get();
    const headers: Record<string, string> = token === undefined ? {} : { 'access-token': token };
    const signedAheadMs = serverAheadMs;
    try {
      return await deliver(sign(call), headers);
    } catch (error) {
      if (!(error instanceof ContractError) || error.code !== clockIsOffCode) throw error;
      if (error.serverTimeMs === undefined) throw error;
      // Of calls that fail together the first alone sets it: begun anew by each, timestamps would come twice.
      if (serverAheadMs === signedAheadMs) {
        serverAheadMs = error.serverTimeMs - clock.now();
        lastTimestamp = 0;
      }
      return deliver(sign(call), headers);
    }
  }

  const send = (call: PlainCall): Promise<unknown> => signed(call, transport.send);

  function sendForm(path: string, form: { password: string; captcha?: string }, control: CallControl = {}) {
    const answered = form.captcha === undefined ? {} : { captcha_id: captchaId };
    const body = { ...answered, ...form, password: md5(form.password) };
    return send({ ...control, method: 'POST', path, body });
  }

  return {
    ...createCalls<paths>(send),
    async fetchCaptcha({ width, height, ...control } = {}) {
      const call = { ...control, method: 'GET', path: '/blogapi/service/captcha', query: { width, height } } as const;
      const response = await signed(call, transport.open);
      captchaId = response.headers.get('x-captcha-id') ?? undefined;
      return { svg: await response.text(), id: captchaId };
    },
    async register(form, control) {
      return (await sendForm('/blogapi/reg', form, control)) as AnswerTo<paths, '/blogapi/reg', 'post'>;
    },
    async signIn(form, control) {
      const answer = (await sendForm('/blogapi/login', form, control)) as AnswerTo<paths, '/blogapi/login', 'post'>;
      await store.set(answer.token);
      return answer;
    },
    async signOut(control = {}) {
      const token = await store.get();
      if (token === undefined) return;
      try {
        await send({ ...control, method: 'GET', path: '/admin/logout' });
      } catch (error) {
        if (!(error instanceof ContractError) || !sessionIsOverCodes.includes(error.status)) throw error;
      } finally {
        if ((await store.get()) === token) await store.clear();
      }
    },
    isSignedIn: async () => (await store.get()) !== undefined,
  };
}

/** 201 is the server's word that it did nothing: the same request had been answered already (B2). */
const readEnvelope: ReadEnvelope = (body) => {
  const { code, msg, data, errors } = membersOf(body);
  if (typeof code !== 'number') return undefined;
  if (code === 200) return { data };
  const fields = Array.isArray(errors) ? (errors as FieldError[]) : undefined;
  return { refusal: { code, message: String(msg ?? ''), fields } };
};
