import { document } from '../../gateways/desktop/document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { caseMakers, createExpectations, inChinese } from '../every-contract/expectations.ts';
import type { Conversation } from '../run/conversation.ts';
import { CannotGoOn, NotRun } from '../run/not-run.ts';
import { type Answer, textAt } from '../wire/answer.ts';
import { type Body, json } from '../wire/bodies.ts';

/** Somebody who signed in; the phone is known where the run signed it in itself. */
export interface Person {
  /** As the answer says it, `Bearer ` included. */
  token: string;
  phone?: string;
}

/** A client of the desktop program's contract, as one case uses it. Paths are below `/api`. */
export function createDesktopClient(talk: Conversation) {
  const { supplies } = talk;
  const { expectSuccess, expectFailure } = createExpectations(talk, document);

  const send = (path: string, body?: Body, authorization?: string): Promise<Answer> =>
    talk.send({
      method: 'POST',
      path: `/api/${path}`,
      body,
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });
  const post = (path: string, fields: object): Promise<Answer> => send(path, json(fields));

  const succeeded = (answer: Answer, operation: string, data: object): boolean =>
    expectSuccess(answer, `POST /api/${operation}`, { data });

  /** A failure whose status is said twice, and whose reason is in Chinese. */
  const refused = (answer: Answer, status: number, msg: RegExp = inChinese, headers: HeaderRules = {}): boolean =>
    expectFailure(answer, status, { data: null, meta: { msg, status } }, headers);

  /** Has a code sent to a mainland number, and reads it. */
  async function requestCode(phone: string): Promise<string> {
    succeeded(await post('user/sendCode', { account: phone }), 'user/sendCode', {});
    return supplies.codeFor(`+86${phone}`);
  }

  async function signIn(phone: string): Promise<Required<Person>> {
    const answer = await post('user/verifyCode', { account: phone, code: await requestCode(phone) });
    succeeded(answer, 'user/verifyCode', { account: phone });
    const token = textAt(answer, 'data.token');
    if (token === '') throw new CannotGoOn('no token');
    return { phone, token };
  }

  /** The operator's account, or somebody whom the run makes once. */
  async function anyPerson(): Promise<Person> {
    const { token, account } = supplies.credentials;
    if (token !== undefined) return { token };
    if (account !== undefined && supplies.readsCodes) return supplies.once('desktop person', () => signIn(account));
    if (!supplies.writes) throw new NotRun('session');
    return supplies.once('desktop person', () => signIn(supplies.newPhone()));
  }

  /** What lets an upload pass. */
  async function publisher(): Promise<string> {
    const { apiKey, token } = supplies.credentials;
    if (apiKey !== undefined) return `Bearer ${apiKey}`;
    if (token === undefined) throw new NotRun('publisher');
    return token;
  }

  return { talk, supplies, send, post, succeeded, refused, requestCode, signIn, anyPerson, publisher };
}

/** What `createDesktopClient` makes. */
export type DesktopClient = ReturnType<typeof createDesktopClient>;

/** Makers of this contract's cases. */
export const { reads, writes } = caseMakers('desktop', createDesktopClient);
