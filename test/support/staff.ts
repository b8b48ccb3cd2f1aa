import type { AccountRole } from '../../src/core/accounts/accounts.ts';
import { handleKeyOf } from '../../src/core/accounts/identifiers.ts';
import { pngHeader } from './pictures.ts';
import { type Answer, call, credentials, type TestPortico } from './portico.ts';

/** The text fields of a sign-up at the staff door. */
export interface StaffFields {
  nickname: string;
  passwd: string;
  repasswd: string;
  name: string;
  phone: string;
  position: string;
  email: string;
}

/** Somebody who signed in at the staff door. */
export interface StaffPerson {
  id: number;
  fields: StaffFields;
  headers: { authorization: string };
}

export const staffPassword = 'secret_-1';
let people = 0;

/** Fields that keep every rule and belong to nobody else. */
export function newStaffFields(changes: Partial<StaffFields> = {}): StaffFields {
  people += 1;
  return {
    nickname: `员工_${people}`,
    passwd: staffPassword,
    repasswd: staffPassword,
    name: `测试用户${people}`,
    phone: String(13_800_000_000 + people),
    position: '职位1',
    email: `staff${people}@example.com`,
    ...changes,
  };
}

/** The multipart form of a sign-up; `avatar` null leaves the file out. */
export function signUpForm(fields: object, avatar: Buffer | null = pngHeader(64, 64), filename = 'me.png'): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, String(value));
  if (avatar) form.append('avatar', new Blob([new Uint8Array(avatar)]), filename);
  return form;
}

/** Fetches a captcha, reads its answer from the outbox and signs in. */
export async function logIn(server: TestPortico, nickname: string, passwd = staffPassword): Promise<Answer> {
  const captcha = await call(`${server.url}/captcha`, 'GET');
  const { id } = captcha.body.data;
  const body = { nickname, passwd, captcha_id: id, captcha_code: server.answerOf(id) };
  return call(`${server.url}/login`, 'POST', body);
}

export function bearer(answer: Answer): { authorization: string } {
  return { authorization: `Bearer ${answer.body.data.token}` };
}

/** The owner that a first start makes. */
export async function logInAsOwner(server: TestPortico): Promise<{ authorization: string }> {
  return bearer(await logIn(server, 'owner', credentials.ownerPassword));
}

export async function idOf(server: TestPortico, nickname: string): Promise<number> {
  const { accounts } = server.portico.house.core;
  const account = await accounts.findBy({ kind: 'handle', handleKey: handleKeyOf(nickname) });
  if (!account) throw new Error(`nobody is called ${nickname}`);
  return account.id;
}

/** Signs up, is audited, and signs in. */
export async function joinStaff(
  server: TestPortico,
  changes: Partial<StaffFields> = {},
  role: AccountRole = 'user',
): Promise<StaffPerson> {
  const fields = newStaffFields(changes);
  await call(`${server.url}/signUp`, 'PUT', signUpForm(fields));
  const id = await idOf(server, fields.nickname);
  const { accounts } = server.portico.house.core;
  await accounts.approveForStaff(id, 'test');
  if (role !== 'user') await accounts.setRole(id, role, 'test');
  return { id, fields, headers: bearer(await logIn(server, fields.nickname, fields.passwd)) };
}
