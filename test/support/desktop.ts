import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataPaths } from '../../src/config.ts';
import type { Account, AccountRole } from '../../src/core/accounts/accounts.ts';
import { type Answer, call, type TestPortico } from './portico.ts';

/** Fails unless the answer is `{data: null, meta: {msg, status}}` with that status twice and words in Chinese. */
export function assertDesktopFailure(answer: Answer, status: number, about = ''): void {
  assert.equal(answer.status, status, `${about} ${JSON.stringify(answer.body)}`);
  assert.deepEqual(Object.keys(answer.body), ['data', 'meta'], about);
  assert.equal(answer.body.data, null, about);
  assert.deepEqual(Object.keys(answer.body.meta), ['msg', 'status'], about);
  assert.equal(answer.body.meta.status, status, about);
  assert.match(answer.body.meta.msg, /\p{Script=Han}/u, about);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(answer.headers.get('x-request-id'));
}

/** The two readable parts of a `Bearer <JWT>`, its signature not judged. */
export function readToken(token: string): { header: object; claims: Record<string, unknown> } {
  const [, head = '', payload = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { header: decode(head), claims: decode(payload) };
}

/** Somebody who signed in at the desktop door. */
export interface DesktopPerson {
  account: Account;
  /** As the answer says it, `Bearer ` included. */
  token: string;
  headers: { authorization: string };
}

/** Signs in by SMS with that mainland number, and gives the account a role. */
export async function signInAtDesktop(
  at: TestPortico,
  phone: string,
  role: AccountRole = 'user',
): Promise<DesktopPerson> {
  await call(`${at.url}/api/user/sendCode`, 'POST', { account: phone });
  const answer = await call(`${at.url}/api/user/verifyCode`, 'POST', {
    account: phone,
    code: at.codeFor(`+86${phone}`),
  });
  const { accounts } = at.portico.house.core;
  const account = await accounts.findBy({ kind: 'phone', phone: { e164: `+86${phone}`, area: '86' } });
  if (!account) throw new Error(`nobody signed in with ${phone}: ${JSON.stringify(answer.body)}`);
  if (role !== 'user') await accounts.setRole(account.id, role, 'test');
  const { token } = answer.body.data;
  return { account, token, headers: { authorization: token } };
}

/** The header of an API key that may publish releases. */
export async function publisherOf(at: TestPortico): Promise<{ authorization: string }> {
  const { apiKeys } = at.portico.house.core;
  const { key } = await apiKeys.create({ name: 'ci', rights: ['releases:write'] }, { actor: 'test' });
  return { authorization: `Bearer ${key}` };
}

/** The body of an upload; `order` tells which part comes first. */
export function uploadBody(
  version: string,
  content: string | Uint8Array<ArrayBuffer>,
  fileName: string,
  order: 'version first' | 'file first' = 'version first',
): FormData {
  const form = new FormData();
  if (order === 'version first') form.append('version', version);
  form.append('file', new Blob([content]), fileName);
  if (order === 'file first') form.append('version', version);
  return form;
}

/** Everything that lies in the server's file storage, staged files included. */
export function storedFiles(at: TestPortico): string[] {
  const folder = dataPaths(at.dataDir).files;
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      // The folder's own name.
      .filter((name) => name !== '.id')
  );
}
