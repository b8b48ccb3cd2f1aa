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
