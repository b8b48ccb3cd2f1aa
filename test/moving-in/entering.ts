import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dataPaths } from '../../src/config.ts';
import { createBlogClient } from '../support/blog.ts';
import { type Answer, call, type TestPortico } from '../support/portico.ts';

/** The doors in which people give passwords. */
export type PasswordDoor = 'mobile' | 'staff' | 'blog';

/** Tries to sign in at each door as its own client does, and answers whether that got in. */
export function createEntering(at: TestPortico) {
  const blog = createBlogClient(at);

  const signIn: Record<PasswordDoor, (name: string, password: string) => Promise<Answer>> = {
    mobile: (account, password) => call(`${at.url}/api/auth/access_token`, 'POST', { account, password }),
    blog: (account, password) => blog.login(account, password),
    async staff(nickname, passwd) {
      const { id } = (await call(`${at.url}/captcha`, 'GET')).body.data;
      const body = { nickname, passwd, captcha_id: id, captcha_code: findAnswer(at, id) };
      return call(`${at.url}/login`, 'POST', body);
    },
  };

  /** Throws where the answer is neither a way in nor the refusal of a wrong password. */
  return async (door: PasswordDoor, name: string, password: string): Promise<boolean> => {
    const answer = await signIn[door](name, password);
    const { body } = answer;
    if (body.data?.token || body.data?.access_token) return true;
    const refusal = JSON.stringify(body);
    if (/密码错误|密码不正确/.test(refusal)) return false;
    throw new Error(`${door}: ${answer.status} ${refusal}`);
  };
}

const tailBytes = 64 * 1024;

/** Of the newest lines alone: among ten thousand people the whole outbox is long. */
function findAnswer({ dataDir }: TestPortico, id: string): string {
  const descriptor = openSync(dataPaths(dataDir).outbox, 'r');
  try {
    const from = Math.max(0, fstatSync(descriptor).size - tailBytes);
    const tail = Buffer.alloc(tailBytes);
    const length = readSync(descriptor, tail, 0, tailBytes, from);
    const line = tail
      .toString('utf8', 0, length)
      .split('\n')
      .findLast((each) => each.includes(id));
    return (JSON.parse(line ?? '{}') as { answer: string }).answer;
  } finally {
    closeSync(descriptor);
  }
}
