import { pngHeader } from '../../test/support/pictures.ts';
import { type Asked, addressOf } from './requests.ts';

const boundary = 'portico-bench';
const type = `multipart/form-data; boundary=${boundary}`;
const password = 'secret_-1';
/** Nobody of an earlier run has the same. */
const run = Date.now().toString(36);
const firstNumber = Date.now() % 1e8;
let people = 0;

/** So many sign-ups at the staff door, each of somebody who is not there yet. */
export function newSignUps(count: number): Asked[] {
  return Array.from({ length: count }, newSignUp);
}

function newSignUp(): Asked {
  people += 1;
  const number = String(people).padStart(6, '0');
  const fields = {
    nickname: `b${run}${number}`,
    passwd: password,
    repasswd: password,
    name: `测试用户${number}`,
    phone: `138${String((firstNumber + people) % 1e8).padStart(8, '0')}`,
    position: '职位1',
    email: `bench-${run}-${number}@example.com`,
  };
  const headers = { 'Content-Type': type, 'X-Forwarded-For': addressOf(people) };
  return { method: 'PUT', path: '/signUp', headers, body: encode(fields) };
}

function encode(fields: Record<string, string>): Buffer {
  const part = (head: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const file = part('name="avatar"; filename="me.png"');
  return Buffer.concat([Buffer.from(texts.join('') + file), pngHeader(64, 64), Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
