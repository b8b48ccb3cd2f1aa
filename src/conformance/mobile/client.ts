import { document } from '../../gateways/mobile/document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { isPrintedTimeOf } from '../checks/times.ts';
import { caseMakers, createExpectations, inChinese } from '../every-contract/expectations.ts';
import type { Conversation } from '../run/conversation.ts';
import { CannotGoOn, NotRun } from '../run/not-run.ts';
import { type Answer, textAt } from '../wire/answer.ts';
import { type Body, json } from '../wire/bodies.ts';

/** A pair of tokens of somebody who signed in. */
export interface Session {
  token: string;
  refreshToken: string;
}

/** Somebody whom the run registered. */
export interface Person extends Session {
  phone: string;
}

/** What everybody whom a run registers signs in with. */
export const madePassword = 'Verify-secret-1';
const weekMs = 604_800_000;

/** A client of the mobile contract, as one case uses it. Paths are below `/api`. */
export function createMobileClient(talk: Conversation) {
  const { supplies } = talk;

  const send = (method: string, path: string, body?: Body | object, token?: string, headers = {}): Promise<Answer> =>
    talk.send({
      method,
      path: `/api${path}`,
      body: body === undefined || isEncoded(body) ? body : json(body),
      headers: { ...(token !== undefined && { Authorization: `Token ${token}` }), ...headers },
    });

  const { expectSuccess, expectFailure, expectNow } = createExpectations(talk, document);

  /** The success answer of an operation, `values` within its `data`. */
  const succeeded = (answer: Answer, operation: string, values?: unknown): boolean =>
    expectSuccess(answer, operation, values === undefined ? {} : { data: values });

  /** A failure in the contract's envelope. */
  const refused = (answer: Answer, code: number, status = 200, headers: HeaderRules = {}): boolean =>
    expectFailure(answer, status, { code, message: inChinese, data: {} }, headers);

  /** A pair of tokens, whose time is a week from now. */
  function tokens(answer: Answer, operation: string): Session {
    const isRight = succeeded(answer, operation, { expires_in: 604_800 });
    const printed = textAt(answer, 'data.expires_at');
    if (isRight && !isPrintedTimeOf(printed, supplies.now() + weekMs)) {
      talk.note(answer, { where: 'body.data.expires_at', kind: 'value', expected: 'a week from now', found: printed });
    }
    const [token, refreshToken] = [textAt(answer, 'data.access_token'), textAt(answer, 'data.refresh_token')];
    if (token === '' || refreshToken === '') throw new CannotGoOn('no tokens');
    return { token, refreshToken };
  }

  const signInOperation = 'POST /api/auth/access_token';

  /** Signs the operator's account in. */
  async function signIn(): Promise<Session> {
    const { account, password, area } = supplies.credentials;
    if (account === undefined || password === undefined) throw new NotRun('account');
    const answer = await send('POST', '/auth/access_token', { account, password, ...(area && { area }) });
    return tokens(answer, signInOperation);
  }

  /** Registers somebody new. */
  async function join(): Promise<Person> {
    if (!supplies.writes) throw new NotRun('session');
    const phone = supplies.newPhone();
    succeeded(await send('POST', '/auth/send_code', { account: phone }), 'POST /api/auth/send_code');
    const code = await supplies.codeFor(`+86${phone}`);
    const answer = await send('POST', '/auth/register', { account: phone, code, password: madePassword });
    return { phone, ...tokens(answer, 'POST /api/auth/register') };
  }

  /** A token to read with: the operator's, or of an account that the run signs in or makes once. */
  async function anyToken(): Promise<string> {
    const { token, account, password } = supplies.credentials;
    if (token !== undefined) return token;
    const isGiven = account !== undefined && password !== undefined;
    return supplies.once('mobile token', async () => (isGiven ? await signIn() : await join()).token);
  }

  return { talk, supplies, send, succeeded, refused, expectNow, tokens, signIn, join, anyToken };
}

/** What `createMobileClient` makes. */
export type MobileClient = ReturnType<typeof createMobileClient>;

function isEncoded(body: Body | object): body is Body {
  return 'bytes' in body && 'type' in body;
}

/** Makers of this contract's cases. */
export const { reads, writes } = caseMakers('mobile', createMobileClient);
