import { document } from '../../gateways/panel/document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { caseMakers, createExpectations, inChinese } from '../every-contract/expectations.ts';
import type { Conversation } from '../run/conversation.ts';
import { NotRun } from '../run/not-run.ts';
import { type Answer, numberAt } from '../wire/answer.ts';
import { type Body, json } from '../wire/bodies.ts';

/** How many there are. */
export interface Counts {
  cookieCount: number;
  accountCount: number;
}

const count = 'GET /openApi/count';

/** A client of the panel's contract, as one case uses it. Paths are below `/openApi`. */
export function createPanelClient(talk: Conversation) {
  const { supplies } = talk;
  const { expectSuccess, expectFailure } = createExpectations(talk, document);

  /** The header that lets a call pass. */
  function credential(): Record<string, string> {
    const { token } = supplies.credentials;
    if (token === undefined) throw new NotRun('panelToken');
    return { 'api-token': token };
  }

  const send = (method: string, path: string, body?: Body): Promise<Answer> =>
    talk.send({ method, path: `/openApi/${path}`, body, headers: credential() });
  const post = (path: string, fields: object): Promise<Answer> => send('POST', path, json(fields));

  const succeeded = (answer: Answer, operation: string, data: unknown = null): boolean =>
    expectSuccess(answer, operation, { data });

  /** A failure with code 0, whose message names the field that is to blame. */
  const refused = (answer: Answer, status: number, field = '', headers: HeaderRules = {}): boolean =>
    expectFailure(
      answer,
      status,
      { data: null, code: 0, msg: new RegExp(`${field}.*${inChinese.source}`, 'u') },
      headers,
    );

  /** A wrong or missing token: 4403, with a `desc`. */
  const unauthorized = (answer: Answer): boolean =>
    expectFailure(answer, 403, { data: null, code: 4403, msg: '认证失败!', desc: /openApiToken/ });

  async function countAll(): Promise<Counts> {
    const answer = await send('GET', 'count');
    succeeded(answer, count, {});
    return { cookieCount: numberAt(answer, 'data.cookieCount'), accountCount: numberAt(answer, 'data.accountCount') };
  }

  return { talk, supplies, credential, send, post, succeeded, refused, unauthorized, countAll };
}

/** What `createPanelClient` makes. */
export type PanelClient = ReturnType<typeof createPanelClient>;

/** Makers of this contract's cases. */
export const { reads, writes } = caseMakers('panel', createPanelClient);
