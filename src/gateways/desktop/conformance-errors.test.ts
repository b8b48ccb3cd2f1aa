import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { assertDesktopFailure, signInAtDesktop } from '../../../test/support/desktop.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { DomainError, type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import { writeError } from './errors.ts';

const at = await startPortico({ after });

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
