import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { type Answer, call, credentials, startPortico } from '../../../test/support/portico.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { openHouse } from '../../compose.ts';
import { dataPaths, readConfig } from '../../config.ts';
import { prepareFirstRun } from '../../start/first-run.ts';

const at = await startPortico({ after });
const token = { 'api-token': credentials.panelToken };
/** A forwarding header ends the exemption of the development loopback. */
const forwarded = { 'x-forwarded-for': '203.0.113.9' };

const count = (headers: Record<string, string>) => call(`${at.panelUrl}/openApi/count`, 'GET', undefined, headers);

function assertRefused(answer: Answer): void {
  assert.equal(answer.status, 403);
  assert.deepEqual(Object.keys(answer.body), ['data', 'code', 'msg', 'desc']);
  assert.equal(answer.body.data, null);
  assert.equal(answer.body.code, 4403);
  assert.equal(answer.body.msg, '认证失败!');
  assert.match(answer.body.desc, /openApiToken/);
}

test('panel *: every route refuses a missing, empty, wrong or misplaced token with 403 and 4403', async () => {
  const routes = [
    ['POST', 'updateCookie'],
    ['POST', 'addOrUpdateAccount'],
    ['POST', 'cookie/delete'],
    ['GET', 'count'],
  ] as const;
  const { panelToken } = credentials;
  const wrong = [
    {},
    { 'api-token': '' },
    { 'api-token': `${panelToken}x` },
    { 'api-token': panelToken.toUpperCase() },
    { 'api-token': `Bearer ${panelToken}` },
    { authorization: panelToken },
    { cookie: `api-token=${panelToken}` },
  ] as Array<Record<string, string>>;
  for (const [method, path] of routes) {
    for (const headers of wrong) {
      assertRefused(await call(`${at.panelUrl}/openApi/${path}?api-token=${panelToken}`, method, undefined, headers));
    }
  }
});

test('panel updateCookie: the token is judged before the body is read', async () => {
  const head = 'POST /openApi/updateCookie HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n';
  assertRefused(await sendRaw(at.panelUrl, `${head}the beginning of`));
});

test('panel *: ten wrong tokens a minute from one address, then even the right one waits', async () => {
  for (let n = 0; n < 10; n += 1) assertRefused(await count({ ...forwarded, 'api-token': `guess-${n}` }));
  for (const guess of ['guess-10', credentials.panelToken]) {
    const answer = await count({ ...forwarded, 'api-token': guess });
    assert.equal(answer.status, 403);
    assert.deepEqual([answer.body.code, answer.body.data], [0, null]);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  }
  assert.equal((await count(token)).status, 200, 'the development loopback is exempt');
  at.clock.advance(61_000);
  assert.equal((await count({ ...forwarded, ...token })).status, 200);
});

test('panel *: a burst of guesses gets ten answers, and a burst of right tokens is no guess', async () => {
  at.clock.advance(61_000);
  const right = await Promise.all(Array.from({ length: 40 }, () => count({ ...forwarded, ...token })));
  assert.deepEqual(new Set(right.map(({ status }) => status)), new Set([200]));
  const guesses = Array.from({ length: 40 }, (_, n) => count({ ...forwarded, 'api-token': `guess-${n}` }));
  const codes = (await Promise.all(guesses)).map(({ body }) => body.code);
  assert.equal(codes.filter((code) => code === 4403).length, 10);
});

test('panel *: a missing token counts as no guess', async () => {
  at.clock.advance(61_000);
  for (let n = 0; n < 12; n += 1) assertRefused(await count(forwarded));
  assert.equal((await count({ ...forwarded, ...token })).status, 200);
});

test('panel *: the replaced token is dead at once, the new one works, and the audit log has it', async () => {
  const { core, database } = at.portico.house;
  const fresh = await core.panelToken.replace({ actor: 'account:1' });
  assert.match(fresh, /^portico_panel_[0-9A-Za-z]{43}$/);
  assertRefused(await count(token));
  assert.equal((await count({ 'api-token': fresh })).status, 200);
  const entries = await database.selectFrom('audit_log').selectAll().where('target', '=', 'panel-token').execute();
  assert.deepEqual(
    entries.map(({ actor, action }) => [actor, action]),
    [
      ['system', 'panel-token.created'],
      ['account:1', 'panel-token.replaced'],
    ],
  );
  const settings = await database.selectFrom('settings').selectAll().execute();
  assert.ok(!JSON.stringify([entries, settings]).includes(fresh), 'only its hash is stored');
});

test('panel *: the first start makes the token once, and it outlives restarts and a new root key', async (context) => {
  const other = await startPortico(context, { PORTICO_PANEL_TOKEN: '' });
  const { house } = other.portico;
  assert.equal(await house.core.panelToken.createFirst('late'), false, 'the start made one already');
  const generated = await house.core.panelToken.replace({ actor: 'cli' });
  const caller = { address: '', userAgent: '', exemptFromAddressLimits: true };

  const oldRoot = readFileSync(dataPaths(other.dataDir).secretKey, 'utf8').trim();
  const newRoot = 'n'.repeat(40);
  const reopen = (keys: string[]) =>
    openHouse(
      readConfig({
        ...other.environment,
        PORTICO_SECRET_KEY: keys.join(' '),
        PORTICO_PANEL_TOKEN: 'another-chosen-token',
        PORTICO_LOG_LEVEL: 'silent',
      }),
    );
  // First with both keys, during which the token is used once; then without the old one.
  for (const keys of [[newRoot, oldRoot], [newRoot]]) {
    const again = await reopen(keys);
    try {
      assert.deepEqual(await prepareFirstRun(again), []);
      await again.core.panelToken.authorize(generated, caller);
      await assert.rejects(again.core.panelToken.authorize('another-chosen-token', caller), {
        code: 'api_token.wrong',
      });
    } finally {
      await again.close();
    }
  }
});
