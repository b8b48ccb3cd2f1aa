import { createHash, randomBytes } from 'node:crypto';
import { uploadBody } from '../../test/support/desktop.ts';
import type { Asking } from '../../test/support/door-asking.ts';
import { type Answer, credentials } from '../../test/support/portico.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { ChangeKind, Facts } from './ledger.ts';
import type { FindCode } from './outbox-codes.ts';

/** One thing that a client does, from its beginning to its end. */
export type Doing = () => Promise<void>;

interface DoingsOptions {
  /** Both throw where no answer comes. */
  ask(asking: Asking): Promise<Answer>;
  /** Asks for a change that the ledger tells of, before and after. */
  change(kind: ChangeKind, facts: Facts, asking: Asking): Promise<Answer>;
  random: SeededRandom;
  /** The header of an API key that may write accounts and releases: a session of the console would want its password again. */
  key: Record<string, string>;
  findCode: FindCode;
}

interface Person {
  account: string;
  id: number;
  token: string;
}

const firstPassword = 'secret-1';
const longestReleaseBytes = 300_000;

/** What clients do, each as often as it should be chosen. A session is one client's at a time, or its end would be news to another. */
export function createDoings({ ask, change, random, key, findCode }: DoingsOptions): readonly [Doing, ...Doing[]] {
  const mobile: Person[] = [];
  const desktop: Person[] = [];
  let named = 0;

  function newName(): string {
    named += 1;
    return String(named).padStart(8, '0');
  }

  async function register(): Promise<void> {
    const account = `m${newName()}@example.com`;
    await ask(postMobile('/auth/send_code', { account }));
    const body = { account, code: findCode(account), password: firstPassword };
    const { data } = (await change('registration', { account }, postMobile('/auth/register', body))).body;
    const token: string = data.access_token;
    const info = await ask({ door: 'mobile', method: 'GET', path: '/api/personal/info', headers: tokenOf(token) });
    mobile.push({ account, id: info.body.data.id, token });
  }

  /** An unknown number becomes an account. */
  async function signInByPhone(): Promise<void> {
    const phone = `159${newName()}`;
    await ask(postDesktop('/api/user/sendCode', { account: phone }));
    const body = { account: phone, code: findCode(`+86${phone}`) };
    const asking = postDesktop('/api/user/verifyCode', body);
    const { token } = (await change('registration', { account: `+86${phone}` }, asking)).body.data;
    const person = { account: `+86${phone}`, id: 0, token };
    await beat(person);
    desktop.push(person);
  }

  async function sendFeedback({ token }: Person): Promise<void> {
    const content = `feedback ${newName()}`;
    await change('feedback', { content }, postMobile('/feedback', { feedback_content: content }, token));
  }

  async function beat(person: Person): Promise<void> {
    const asking = postDesktop('/api/heart/check', {}, person.token);
    person.id = (await change('heartbeat', { account: person.account }, asking)).body.data.id;
  }

  async function signOut({ id, token }: Person): Promise<void> {
    await change('sign-out', { account: id, token }, postMobile('/auth/destroy_token', {}, token));
  }

  async function endSessions({ id, token }: Person): Promise<void> {
    await change('session end', { account: id, token }, operate('DELETE', `/accounts/${id}/sessions`));
  }

  async function freeze({ id, token }: Person): Promise<void> {
    await change('freeze', { account: id, token }, operate('POST', `/accounts/${id}/freeze`, {}));
  }

  /** By the link that an operator hands on. */
  async function choosePassword({ account, id, token }: Person): Promise<void> {
    const link = await ask(operate('POST', `/accounts/${id}/password-reset`));
    const password = `chosen-${newName()}`;
    const asking = operate('POST', '/password-resets/consume', { token: link.body.token, password });
    await change('password change', { account: id, email: account, password, token }, asking);
  }

  async function publish(): Promise<void> {
    const version = `1.${Number(newName())}`;
    const content = randomBytes(random.between(1, longestReleaseBytes));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const body = uploadBody(version, content, 'tool.zip');
    const asking = { method: 'POST', path: '/api/upgrade/upload', headers: key, body } as const;
    await change('release', { version, sha256 }, { door: 'desktop', ...asking });
  }

  async function putInVault(): Promise<void> {
    const pin = `jd_${newName()}`;
    const headers = { 'api-token': credentials.panelToken };
    const body = { cookie: `pt_key=key;pt_pin=${pin};`, userMsg: pin };
    const asking = { method: 'POST', path: '/openApi/updateCookie', headers, body } as const;
    await change('vault entry', { pin }, { door: 'panel', ...asking });
  }

  function operate(method: Asking['method'], path: string, body?: object): Asking {
    const headers = { 'if-match': '*', ...key };
    return { door: 'management', method, path: `/management/v1${path}`, headers, ...(body && { body }) };
  }

  /** With somebody's session, or where there is none, with a new one; `ends`: it does not stand afterwards. */
  function withOne(people: Person[], join: Doing, use: (person: Person) => Promise<void>, ends = false): Doing {
    return async () => {
      const person = people.splice(random.between(0, people.length - 1), 1)[0];
      if (!person) return join();
      try {
        await use(person);
      } finally {
        if (!ends) people.push(person);
      }
    };
  }

  return [
    register,
    register,
    ...times(4, signInByPhone),
    ...times(4, withOne(mobile, register, sendFeedback)),
    ...times(6, withOne(desktop, signInByPhone, beat)),
    withOne(mobile, register, signOut, true),
    withOne(mobile, register, choosePassword, true),
    withOne(desktop, signInByPhone, endSessions, true),
    withOne(desktop, signInByPhone, freeze, true),
    ...times(4, putInVault),
    ...times(2, publish),
  ];
}

const tokenOf = (token: string): Record<string, string> => ({ authorization: `Token ${token}` });

const times = (count: number, doing: Doing): Doing[] => Array.from({ length: count }, () => doing);

function postMobile(path: string, body: object, token?: string): Asking {
  const headers = token === undefined ? {} : tokenOf(token);
  return { door: 'mobile', method: 'POST', path: `/api${path}`, headers, body };
}

function postDesktop(path: string, body: object, authorization?: string): Asking {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return { door: 'desktop', method: 'POST', path, headers, body };
}
