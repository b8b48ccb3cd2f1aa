import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { type Answer, call, credentials, startPortico } from '../../../test/support/portico.ts';
import { DomainError, type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import { writeError } from './errors.ts';

const token = { 'api-token': credentials.panelToken };
const done = { data: null, code: 1, msg: 'success' };

function assertFailure(answer: Answer, status: number, about = ''): void {
  assert.equal(answer.status, status, about);
  assert.deepEqual(Object.keys(answer.body), ['data', 'code', 'msg'], about);
  assert.equal(answer.body.data, null);
  assert.equal(answer.body.code, 0);
  assert.match(answer.body.msg, /\p{Script=Han}/u);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(answer.headers.get('x-request-id'));
}

const at = await startPortico({ after });

const post = (path: string, body: Parameters<typeof call>[2], headers: Record<string, string> = token) =>
  call(`${at.panelUrl}/openApi/${path}`, 'POST', body, headers);

test('panel updateCookie: example of the document, field by field', async () => {
  const answer = await post('updateCookie', { ptPin: 'pt_key=AAJkey1;pt_pin=jd_example;', userMsg: '备注' });
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.entries(answer.body), Object.entries(done));
});

test('panel addOrUpdateAccount: example of the document, field by field', async () => {
  const body = { ptPin: 'jd_example', ptKey: 'AAJkey2', wsKey: 'AAJws', remarks: '备注' };
  const answer = await post('addOrUpdateAccount', body);
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.entries(answer.body), Object.entries(done));
});

test('panel *: both ports answer every path of the contract', async () => {
  for (const base of [at.url, at.panelUrl]) {
    const put = await call(`${base}/openApi/updateCookie`, 'POST', { ptPin: 'jd_ports' }, token);
    assert.deepEqual(put.body, done, base);
    const count = await call(`${base}/openApi/count`, 'GET', undefined, token);
    assert.equal(count.body.code, 1, base);
  }
  assert.equal((await call(`${at.panelUrl}/healthz`, 'GET')).status, 200);
});

test('panel *: unknown paths and wrong methods are 400 in the envelope, with and without a token', async () => {
  const wrong = [
    ['GET', '/openApi/updateCookie'],
    ['PATCH', '/openApi/updateCookie'],
    ['PUT', '/openApi/addOrUpdateAccount'],
    ['DELETE', '/openApi/cookie/delete'],
    ['POST', '/openApi/count'],
    ['GET', '/openApi'],
    ['POST', '/openApi/nothing'],
    ['GET', '/openApi//count'],
    ['GET', '/openApi/Count'],
  ] as const;
  for (const [method, path] of wrong) {
    for (const headers of [token, {}]) assertFailure(await call(at.url + path, method, undefined, headers), 400, path);
  }
  for (const path of ['/', '/login', '/api/user', '/updateCookie', '/console']) {
    assertFailure(await call(at.panelUrl + path, 'GET', undefined, token), 400, path);
  }
  assertFailure(await call(`${at.url}/openApi/%zz`, 'GET', undefined, token), 400);
});

test('panel *: malformed bodies are 400', async () => {
  const json = { ...token, 'content-type': 'application/json' };
  const form = { ...token, 'content-type': 'application/x-www-form-urlencoded' };
  const bodies: Array<[string, Record<string, string>]> = [
    ['{"ptPin":', json],
    ['[]', json],
    ['"text"', json],
    ['{"__proto__":{"ptPin":"a"}}', json],
    ['ptPin=%zz', form],
    ['ptPin=a', { ...token, 'content-type': 'text/xml' }],
    ['no boundary', { ...token, 'content-type': 'multipart/form-data' }],
    [JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))), json],
  ];
  for (const [body, headers] of bodies)
    assertFailure(await post('updateCookie', body, headers), 400, body.slice(0, 30));
});

test('panel *: a body over the bound is 400', async () => {
  assertFailure(await post('updateCookie', { ptPin: 'a'.repeat(2 * 1024 * 1024) }), 400);
});

test('panel *: fields that fail their rule are 422 and named', async () => {
  const failing: Array<[string, Record<string, unknown>, string]> = [
    ['updateCookie', {}, 'ptPin'],
    ['updateCookie', { ptPin: '' }, 'ptPin'],
    ['updateCookie', { ptPin: '  ', cookie: null }, 'ptPin'],
    ['updateCookie', { ptPin: { pt_pin: 'a' } }, 'ptPin'],
    ['updateCookie', { ptPin: ['a', 'b'] }, 'ptPin'],
    ['updateCookie', { ptPin: 'a\u0000b' }, 'ptPin'],
    ['updateCookie', { ptPin: '\ud800' }, 'ptPin'],
    ['updateCookie', { ptPin: 'a%00b' }, 'ptPin'],
    ['updateCookie', { ptPin: 'a'.repeat(201) }, 'ptPin'],
    ['updateCookie', { ptPin: 'a'.repeat(20_000) }, 'ptPin'],
    ['updateCookie', { ptPin: 'a', userMsg: '长'.repeat(256) }, 'userMsg'],
    ['updateCookie', { ptPin: 'a', userMsg: ['x'] }, 'userMsg'],
    ['addOrUpdateAccount', { wsKey: 'k' }, 'ptPin'],
    ['addOrUpdateAccount', { ptPin: 'a' }, 'wsKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: '' }, 'wsKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: ' ' }, 'wsKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: null }, 'wsKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: 'k'.repeat(4097) }, 'wsKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: 'k', ptKey: 'k'.repeat(4097) }, 'ptKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: 'k', ptKey: 'a b' }, 'ptKey'],
    ['addOrUpdateAccount', { ptPin: 'a', wsKey: 'k', remarks: '长'.repeat(256) }, 'remarks'],
    ['addOrUpdateAccount', { ptPin: 'a b', wsKey: 'k' }, 'ptPin'],
    ['cookie/delete', {}, 'ptPins'],
    ['cookie/delete', { ptPins: '' }, 'ptPins'],
    ['cookie/delete', { ptPins: ',, ,' }, 'ptPins'],
    ['cookie/delete', { ptPins: [] }, 'ptPins'],
    ['cookie/delete', { ptPins: [['a']] }, 'ptPins'],
    ['cookie/delete', { ptPins: { a: 1 } }, 'ptPins'],
    ['cookie/delete', { ptPins: ['a\u0000'] }, 'ptPins'],
    ['cookie/delete', { ptPins: Array.from({ length: 1001 }, (_, n) => `p${n}`) }, 'ptPins'],
    ['cookie/delete', { ptPins: 'a,'.repeat(1001) }, 'ptPins'],
  ];
  for (const [path, body, field] of failing) {
    const about = `${path} ${JSON.stringify(body).slice(0, 60)}`;
    const answer = await post(path, body);
    assertFailure(answer, 422, about);
    assert.ok(answer.body.msg.includes(field), `${about}: ${answer.body.msg}`);
  }
});

test('panel *: unknown fields are ignored', async () => {
  const body = { ptPin: 'jd_extra', extra: { a: [1] }, code: 0, token: 'x' };
  assert.deepEqual((await post('updateCookie', body)).body, done);
});

test('panel *: any origin may call, with the api-token header', async () => {
  const preflight = await call(`${at.panelUrl}/openApi/updateCookie`, 'OPTIONS', undefined, {
    origin: 'https://example.org',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'api-token,content-type',
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /api-token/);
});

test('panel count: HEAD answers what GET does, without a body', async () => {
  const answer = await call(`${at.panelUrl}/openApi/count`, 'HEAD', undefined, token);
  assert.equal(answer.status, 200);
  assert.equal(answer.body, '');
});

test('panel *: a fault is 500 in the envelope and tells nothing of the database', async (context) => {
  const at = await startPortico(context);
  await sql`drop table vault_entries`.execute(at.portico.house.database);
  const answer = await call(`${at.panelUrl}/openApi/updateCookie`, 'POST', { ptPin: 'jd_fault' }, token);
  assertFailure(answer, 500);
  assert.doesNotMatch(JSON.stringify(answer.body), /vault|sql|table|\.ts/i);
});

test('panel *: every failure of the catalogue has the status and code of the table', () => {
  const statuses: Partial<Record<ErrorCode, [status: number, code: number]>> = {
    'request.malformed': [400, 0],
    'request.too_large': [400, 0],
    'request.unknown_path': [400, 0],
    'request.invalid_fields': [422, 0],
    'request.too_many': [403, 0],
    'api_token.wrong': [403, 4403],
    'right.missing': [403, 0],
    'vault.entry_not_found': [404, 0],
    'identifier.taken': [422, 0],
    'database.unavailable': [500, 0],
    'password.overloaded': [500, 0],
    internal: [500, 0],
  };
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { status, body } = writeError(new DomainError(code));
    const wire = body as { data: null; code: number; msg: string };
    assert.ok([400, 403, 404, 422, 500].includes(status), code);
    assert.equal(wire.data, null);
    const expected = statuses[code];
    if (expected) assert.deepEqual([status, wire.code], expected, code);
  }
});
