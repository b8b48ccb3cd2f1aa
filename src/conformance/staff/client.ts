import { document } from '../../gateways/staff/document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { readClaims } from '../checks/jwt.ts';
import { caseMakers, createExpectations } from '../every-contract/expectations.ts';
import type { Conversation } from '../run/conversation.ts';
import { CannotGoOn, NotRun } from '../run/not-run.ts';
import { randomName } from '../supplies/supplies.ts';
import { type Answer, numberAt, rowsAt, textAt } from '../wire/answer.ts';
import { type Body, json, multipart } from '../wire/bodies.ts';
import { smallPicture } from './picture.ts';

/** The fields of a sign-up, which are also what an account shows. */
export interface StaffFields {
  nickname: string;
  passwd: string;
  repasswd: string;
  name: string;
  phone: string;
  position: string;
  email: string;
}

/** Somebody whom the run signed up. */
export interface Person {
  id: number;
  fields: StaffFields;
}

/** What whoever lacks a right is told (S5). */
export const notAllowed = '权限不足，操作失败';
/** What whoever is not approved is told (S4). */
export const waiting = '用户正在等待审核中';
const madePassword = 'Verify_-1';

/** A client of the staff directory's contract, as one case uses it. */
export function createStaffClient(talk: Conversation) {
  const { supplies } = talk;
  const { expectSuccess, expectFailure, expectNow } = createExpectations(talk, document);

  const send = (method: string, path: string, body?: Body, token?: string): Promise<Answer> =>
    talk.send({ method, path, body, headers: token === undefined ? {} : { Authorization: token } });

  /** `cmd` as the path of the answer's request makes it. */
  const commandOf = ({ asked: { path } }: Answer): string => {
    const command = (path.split('?')[0] ?? '').slice(1).replace(/\/$/, '');
    return /^audit\/user\/[^/]+$/.test(command) ? 'audit/user' : command;
  };

  const succeeded = (answer: Answer, operation: string, data: unknown, message: string | RegExp = 'success'): boolean =>
    expectSuccess(answer, operation, { status: true, data, message, cmd: commandOf(answer) });

  const refused = (answer: Answer, message: string | RegExp, status = 200, headers: HeaderRules = {}): boolean =>
    expectFailure(answer, status, { status: false, data: [], message, cmd: commandOf(answer) }, headers);

  /** A fresh captcha. */
  async function newCaptcha(): Promise<{ id: string; picture: string }> {
    const answer = await send('GET', '/captcha');
    const id = textAt(answer, 'data.id');
    const data = { id: /^\S{1,100}$/, captcha_id: id };
    const values = { status: true, data, message: 'success', cmd: 'captcha' };
    expectSuccess(answer, 'GET /captcha', values, { 'cache-control': /no-store/ });
    if (id === '') throw new CannotGoOn('no captcha');
    return { id, picture: textAt(answer, 'data.picture') };
  }

  /** A fresh captcha as the fields that solve it. */
  async function solveCaptcha(): Promise<{ captcha_id: string; captcha_code: string }> {
    const captcha = await newCaptcha();
    return { captcha_id: captcha.id, captcha_code: await supplies.answerOf(captcha) };
  }

  async function login(nickname: string, passwd: string): Promise<Answer> {
    return send('POST', '/login', json({ nickname, passwd, ...(await solveCaptcha()) }));
  }

  /** A token of the operator's account. */
  async function signIn(): Promise<{ token: string; id: number; level: number }> {
    const { account, password } = supplies.credentials;
    if (account === undefined || password === undefined) throw new NotRun('account');
    const answer = await login(account, password);
    succeeded(answer, 'POST /login', { account_status: 1 }, '登录成功');
    const token = textAt(answer, 'data.token');
    if (token === '') throw new CannotGoOn('no token');
    return { token, id: numberAt(answer, 'data.id'), level: numberAt(answer, 'data.user_level') };
  }

  /** The operator's token, given or signed in once. */
  async function anyToken(): Promise<string> {
    const { token, account } = supplies.credentials;
    if (token !== undefined) return token;
    if (account === undefined) throw new NotRun('session');
    return supplies.once('staff token', async () => (await signIn()).token);
  }

  /** The same, of somebody who may read the directory (level 1 or 2); `owner` of level 1. */
  async function tokenOf(level: 'reader' | 'owner'): Promise<string> {
    const token = await anyToken();
    const answer = await send('GET', '/list/user', undefined, token);
    if (textAt(answer, 'message') === notAllowed) throw new NotRun('owner');
    if (level === 'reader') return token;
    const own = await ownLevel(token, answer);
    if (own !== 1) throw new NotRun('owner');
    return token;
  }

  /** As the list shows it for whom the token names; the directory is looked through page by page. */
  async function ownLevel(token: string, first: Answer): Promise<number> {
    const own = Number(readClaims(token)?.sub);
    const pages = numberAt(first, 'data.last_page');
    const find = (answer: Answer) => rowsAt(answer, 'data.data').find((row) => row.id === own);
    let row = find(first);
    for (let page = pages; row === undefined && page > 1; page -= 1) {
      row = find(await send('GET', `/list/user?page=${page}`, undefined, token));
    }
    return Number(row?.user_level);
  }

  /** Fields that keep every rule and belong to nobody. */
  function newFields(): StaffFields {
    const name = randomName();
    const [phone, email] = [supplies.newPhone(), supplies.newEmail()];
    const words = { nickname: `verify_${name}`, name: '核对用户', position: '职位1' };
    return { ...words, passwd: madePassword, repasswd: madePassword, phone, email };
  }

  async function signUp(method: string, fields: object, picture: Uint8Array<ArrayBuffer> | null = smallPicture) {
    const files = picture === null ? [] : [{ name: 'avatar', fileName: 'me.png', bytes: picture }];
    return send(method, '/signUp', await multipart(fields as Record<string, unknown>, files));
  }

  /** Signs somebody up, whom the owner finds at the head of the list. */
  async function join(): Promise<Person> {
    const owner = await tokenOf('owner');
    const fields = newFields();
    succeeded(await signUp('PUT', fields), 'PUT /signUp', [], /^注册成功/);
    const list = await send('GET', '/list/user', undefined, owner);
    const row = rowsAt(list, 'data.data').find(({ nickname }) => nickname === fields.nickname);
    if (!row) throw new CannotGoOn('who signed up is not listed');
    return { id: Number(row.id), fields };
  }

  /** The same, audited and signed in. */
  async function joinApproved(): Promise<Person & { token: string }> {
    const person = await join();
    succeeded(await send('PUT', `/audit/user/${person.id}`, undefined, await anyToken()), 'PUT /audit/user/:id', []);
    const { nickname, passwd } = person.fields;
    const answer = await login(nickname, passwd);
    const shown = { account_status: 1, id: person.id, nickname, user_level: 3 };
    succeeded(answer, 'POST /login', shown, '登录成功');
    return { ...person, token: textAt(answer, 'data.token') };
  }

  /** Removes whom the run made. */
  async function remove({ id }: { id: number }): Promise<void> {
    succeeded(await send('DELETE', `/user/${id}`, undefined, await anyToken()), 'DELETE /user/:id', true);
  }

  return {
    talk,
    supplies,
    send,
    succeeded,
    refused,
    expectNow,
    newCaptcha,
    solveCaptcha,
    login,
    signIn,
    anyToken,
    tokenOf,
    newFields,
    signUp,
    join,
    joinApproved,
    remove,
  };
}

/** What `createStaffClient` makes. */
export type StaffClient = ReturnType<typeof createStaffClient>;

/** Makers of this contract's cases. */
export const { reads, writes } = caseMakers('staff', createStaffClient);
