import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signJwt, verifyJwt } from './jwt.ts';

const key = Buffer.alloc(32, 1);
const claims = { sid: 7, iat: 1, exp: 2, name: '小灰' };
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function forge(header: object, payload: object, secret: Buffer): string {
  const body = `${encode(header)}.${encode(payload)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

test('a token is an ordinary HS256 JWT with the claims it was signed with', () => {
  const token = signJwt(claims, key);
  assert.equal(token.split('.')[0], 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9');
  assert.deepEqual(verifyJwt(token, [Buffer.alloc(32, 2), key]), claims);
});

test('another key, another algorithm, a cut or a changed token opens nothing', () => {
  const token = signJwt(claims, key);
  assert.equal(verifyJwt(token, [Buffer.alloc(32, 2)]), undefined);
  assert.equal(verifyJwt(forge({ alg: 'none', typ: 'JWT' }, claims, key), [key]), undefined);
  assert.equal(verifyJwt(forge({ alg: 'HS512', typ: 'JWT' }, claims, key), [key]), undefined);
  const [head, , signature] = token.split('.');
  assert.equal(verifyJwt(`${head}.${encode({ ...claims, sid: 8 })}.${signature}`, [key]), undefined);
  for (const text of ['', '..', 'a.b.c', token.slice(0, -5), `${token}.`, `${head}.${encode(claims)}.`]) {
    assert.equal(verifyJwt(text, [key]), undefined, text);
  }
});

test('a signed token without a session id or an expiry is none of ours', () => {
  assert.equal(verifyJwt(forge({ alg: 'HS256', typ: 'JWT' }, { exp: 2 }, key), [key]), undefined);
  assert.equal(verifyJwt(forge({ alg: 'HS256', typ: 'JWT' }, { sid: 'x', exp: 2 }, key), [key]), undefined);
});

test('what is signed by us but is no set of claims is none of ours', () => {
  const header = encode({ alg: 'HS256', typ: 'JWT' });
  const sign = (text: string): string => {
    const body = `${header}.${Buffer.from(text).toString('base64url')}`;
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
  };
  assert.ok(verifyJwt(sign('{"sid":7,"exp":2}'), [key]), 'that is how it would be one');
  for (const text of ['null', '7', '[]', 'no JSON', '{"sid":7}', '{"sid":7,"exp":"2"}', '{"sid":7.5,"exp":2}']) {
    assert.equal(verifyJwt(sign(text), [key]), undefined, text);
  }
});
