import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { assertDesktopFailure, signInAtDesktop } from '../../../test/support/desktop.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { DomainError, type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import { writeError } from './errors.ts';

const at = await startPortico({ after });
const verifyCode = `${at.url}/api/user/verifyCode`;
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('desktop *: every failure of the catalogue has a documented status, said twice', () => {
  const statuses = {
    invalid: 400,
    unauthenticated: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 400,
    rate_limited: 403,
    unavailable: 500,
    internal: 500,
  } as const;
  for (const [code, kind] of Object.entries(errorCatalogue)) {
    const { status, body } = writeError(new DomainError(code as ErrorCode));
    assert.equal(status, code === 'request.unknown_path' ? 400 : statuses[kind], code);
    const { data, meta } = body as { data: null; meta: { msg: string; status: number } };
    assert.equal(data, null);
    assert.equal(meta.status, status);
    assert.match(meta.msg, /\p{Script=Han}/u);
  }
});

test('desktop *: an unknown path or a wrong method is 400', async () => {
  const paths = [
    '/api/user',
    '/api/user/none',
    '/api/user/sendcode',
    '/api/upgrade/none',
    '/api/heart',
    '/api/heart/none',
  ];
  for (const path of paths) assertDesktopFailure(await call(at.url + path, 'POST', {}), 400, path);
  for (const path of ['user/sendCode', 'user/verifyCode', 'upgrade/upload', 'upgrade/checkVersion', 'heart/check']) {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      assertDesktopFailure(await call(`${at.url}/api/${path}`, method), 400, `${method} ${path}`);
    }
  }
});

test('desktop *: a malformed, monstrous or strange body is 400', async () => {
  const many = new URLSearchParams(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 'x']));
  for (const [about, body, headers] of [
    ['broken JSON', '{"account":', json],
    ['an array', '[]', json],
    ['null', 'null', json],
    ['a prototype', '{"__proto__":{"account":"18332133776"}}', json],
    ['no UTF-8', '{"account":"\\ud800"}', json],
    ['NUL', '{"account":"1833213\\u00003776","code":"123456"}', json],
    ['a broken escape', 'account=%zz&code=123456', form],
    ['10,000 fields', many.toString(), form],
    ['a repeated field', 'account=18332133776&account=18332133776&code=123456', form],
    ['another type', 'account', { 'content-type': 'text/plain' }],
    ['another charset', '{}', { 'content-type': 'application/json; charset=gbk' }],
    ['multipart without parts', 'x', { 'content-type': 'multipart/form-data; boundary=b' }],
    ['multipart without boundary', 'x', { 'content-type': 'multipart/form-data' }],
    ['too large', JSON.stringify({ account: 'x'.repeat(2_000_000) }), json],
  ] as const) {
    assertDesktopFailure(await call(verifyCode, 'POST', body, headers), 400, about);
  }
  assertDesktopFailure(await call(`${at.url}/api/user/%zz`, 'POST', {}), 400, 'a broken URL');
});

test('desktop *: any origin may call, and read the request id', async () => {
  const origin = { origin: 'https://tool.example' };
  for (const { headers } of [
    await call(verifyCode, 'POST', {}, origin),
    await call(`${at.url}/dist/x`, 'GET', undefined, origin),
  ]) {
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.match(headers.get('access-control-expose-headers') ?? '', /X-Request-Id/i);
  }
  const preflight = await fetch(verifyCode, {
    method: 'OPTIONS',
    headers: { ...origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/i);
});

test('desktop *: a fault is 500 in the envelope and tells nothing of the database', async () => {
  const { headers } = await signInAtDesktop(at, '13500000001');
  const { database } = at.portico.house;
  for (const table of ['releases', 'heartbeats', 'codes']) await sql`drop table ${sql.table(table)}`.execute(database);
  for (const path of ['upgrade/checkVersion', 'heart/check', 'user/verifyCode']) {
    const answer = await call(`${at.url}/api/${path}`, 'POST', { account: '13500000001', code: '123456' }, headers);
    assertDesktopFailure(answer, 500, path);
    assert.doesNotMatch(JSON.stringify(answer.body), /sql|table|releases|\.ts/i);
  }
});
