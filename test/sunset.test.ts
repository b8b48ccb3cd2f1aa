import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { SettingName, SettingsChange } from '../src/core/runtime-settings/runtime-settings.ts';
import { publisherOf, uploadBody } from './support/desktop.ts';
import { signInAtConsole } from './support/management.ts';
import { createMobileClient } from './support/mobile.ts';
import { type Answer, call, startPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';

const at = await startPortico({ after });
const { core } = at.portico.house;
const dayMs = 24 * 3_600_000;
// What is counted by the day is of one day: the next one begins when all of this has ended.
at.clock.set(Math.ceil(Date.now() / dayMs) * dayMs + 1);
const change = (values: SettingsChange['values'], reset: SettingName[] = []) =>
  core.runtimeSettings.change({ values, reset }, { by: { actor: 'test' } });

const names = ['deprecation', 'sunset', 'link'] as const;
const told = ({ headers }: Answer) => names.map((name) => headers.get(name));
const nothing = [null, null, null];
// 1 January 2027 and 1 April 2027, both at midnight in Shanghai.
const deprecation = '@1798732800';
const sunset = 'Wed, 31 Mar 2027 16:00:00 GMT';
const link = '<https://example.com/moving>; rel="deprecation", <https://example.com/moving>; rel="sunset"';

const deprecated = {
  'desktop.deprecatedAt': '2027-01-01T00:00:00+08:00',
  'desktop.sunsetAt': '2027-04-01T00:00:00+08:00',
  'desktop.sunsetLink': 'https://example.com/moving',
} as const;
const undone = Object.keys(deprecated) as SettingName[];

const preflight = { origin: 'https://a.example', 'access-control-request-method': 'POST' };

async function publish(): Promise<string> {
  const body = uploadBody('1.0.0', 'the program', 'tool.exe');
  const answer = await call(`${at.url}/api/upgrade/upload`, 'POST', body, await publisherOf(at));
  return `${at.url}${answer.body.data.path}`;
}

describe('Deprecation, Sunset and Link', () => {
  const url = `${at.url}/api/user/sendCode`;

  test('nothing tells them until an operator does, and nothing exposes them', async () => {
    const answer = await call(url, 'POST', {});
    assert.deepEqual([answer.status, told(answer)], [400, nothing]);
    assert.equal(answer.headers.get('access-control-expose-headers'), 'X-Request-Id, X-Captcha-Id, Date');
  });

  test('every answer of the contract tells them, without a restart, and no other contract does', async () => {
    const file = await publish();
    await change(deprecated);
    const answers: Record<string, Answer> = {
      success: await call(`${at.url}/api/upgrade/checkVersion`, 'POST', {}),
      'a failure': await call(url, 'POST', {}),
      'no session': await call(`${at.url}/api/heart/check`, 'POST', {}),
      'a path that nobody has': await call(`${at.url}/api/user/nothing`, 'GET'),
      'a malformed body': await call(url, 'POST', '{', { 'content-type': 'application/json' }),
      'a malformed URL': await sendRaw(at.url, 'GET /api/user/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      'broken bytes': await sendRaw(at.url, 'GET /api/user/x HTTP/1.1\r\nbad header\r\n\r\n'),
      'a preflight': await call(url, 'OPTIONS', undefined, preflight),
      'a download': await call(file, 'GET'),
      'a part of it': await call(file, 'GET', undefined, { range: 'bytes=0-2' }),
      'its head': await call(file, 'HEAD'),
      'a range outside': await call(file, 'GET', undefined, { range: 'bytes=999-' }),
    };
    for (const [what, answer] of Object.entries(answers)) {
      assert.deepEqual(told(answer), [deprecation, sunset, link], what);
    }
    assert.deepEqual(
      [answers.success?.status, answers['a download']?.status, answers['a part of it']?.status],
      [200, 200, 206],
    );
    for (const { name, probe } of elsewhere) assert.deepEqual(told(await call(probe, 'GET')), nothing, name);
    const { headers } = await call(url, 'POST', {}, { origin: 'https://a.example' });
    const exposed = 'X-Request-Id, X-Captcha-Id, Date, Deprecation, Sunset, Link';
    assert.equal(headers.get('access-control-expose-headers'), exposed);

    await change({}, undone);
    assert.deepEqual(told(await call(url, 'POST', {})), nothing);
  });

  test('each of them is told alone, a link with whatever date there is, and none without', async () => {
    for (const [values, expected] of [
      [{ 'desktop.deprecatedAt': '2027-01-01T00:00:00+08:00' }, [deprecation, null, null]],
      [{ 'desktop.sunsetAt': '2027-04-01T00:00:00+08:00' }, [null, sunset, null]],
      [{ 'desktop.sunsetLink': deprecated['desktop.sunsetLink'] }, nothing],
      [
        { 'desktop.sunsetAt': '2027-03-31T16:00Z', 'desktop.sunsetLink': deprecated['desktop.sunsetLink'] },
        [null, sunset, '<https://example.com/moving>; rel="sunset"'],
      ],
    ] as const) {
      await change(values);
      assert.deepEqual(told(await call(url, 'POST', {})), expected, JSON.stringify(values));
      await change({}, undone);
    }
  });

  test('they can be about some endpoints alone', async () => {
    await change({ ...deprecated, 'desktop.deprecatedEndpoints': 'POST /api/user/sendCode,GET  /dist/*' });
    assert.deepEqual(told(await call(url, 'POST', {})), [deprecation, sunset, link]);
    for (const method of ['GET', 'HEAD']) {
      assert.deepEqual(told(await call(`${at.url}/dist/nothing`, method)), [deprecation, sunset, link], method);
    }
    assert.deepEqual(told(await call(`${at.url}/api/heart/check`, 'POST', {})), nothing);
    assert.deepEqual(told(await call(`${at.url}/api/user/nothing`, 'GET')), nothing);
    await change({}, [...undone, 'desktop.deprecatedEndpoints']);
  });

  test('what cannot be is refused with the setting’s name, and nothing is changed', async () => {
    const owner = await signInAtConsole(at);
    const { version } = (await owner.call('GET', '/settings')).body;
    for (const [values, pointers] of [
      [{ 'desktop.deprecatedAt': 'soon' }, ['/values/desktop.deprecatedAt']],
      [{ 'desktop.deprecatedAt': '2027-02-30T00:00:00Z' }, ['/values/desktop.deprecatedAt']],
      [{ 'desktop.sunsetAt': '2027-01-01' }, ['/values/desktop.sunsetAt']],
      [
        { ...deprecated, 'desktop.sunsetAt': '2026-12-31T15:59:59Z' },
        ['/values/desktop.deprecatedAt', '/values/desktop.sunsetAt'],
      ],
      [{ 'desktop.sunsetLink': 'https://example.com/>; rel="next"' }, ['/values/desktop.sunsetLink']],
      [{ 'desktop.deprecatedEndpoints': 'sendCode' }, ['/values/desktop.deprecatedEndpoints']],
      [
        { ...deprecated, 'desktop.deprecatedEndpoints': 'POST /api/personal/info' },
        ['/values/desktop.deprecatedEndpoints'],
      ],
      [{ 'desktop.versionHeader': 'Authorization' }, ['/values/desktop.versionHeader']],
      [{ 'desktop.versionHeader': 'X App' }, ['/values/desktop.versionHeader']],
    ] as const) {
      const { status, body } = await owner.call('PATCH', '/settings', { version, body: { values } });
      const found = body.errors?.map(({ pointer }: { pointer: string }) => pointer);
      assert.deepEqual([status, body.code, found], [400, 'request.invalid_fields', pointers], JSON.stringify(values));
    }
    assert.deepEqual(told(await call(url, 'POST', {})), nothing);
    const equal = { 'desktop.deprecatedAt': '2027-01-01T00:00:00Z', 'desktop.sunsetAt': '2027-01-01T08:00:00+08:00' };
    await change(equal);
    await change({}, undone);
  });

  test('what the environment says wrongly keeps the server from starting, with the names of the variables', async (t) => {
    for (const [environment, problem] of [
      [
        { PORTICO_BLOG_DEPRECATED_AT: '2027-01-01' },
        /PORTICO_BLOG_DEPRECATED_AT must be a date and time with its offset/,
      ],
      [
        { PORTICO_BLOG_DEPRECATED_AT: '2027-01-01T00:00:00Z', PORTICO_BLOG_SUNSET_AT: '2026-01-01T00:00:00Z' },
        /PORTICO_BLOG_SUNSET_AT is before PORTICO_BLOG_DEPRECATED_AT/,
      ],
      [
        { PORTICO_BLOG_SUNSET_AT: '2027-01-01T00:00:00Z', PORTICO_BLOG_DEPRECATED_ENDPOINTS: 'POST /blogapi/nothing' },
        /PORTICO_BLOG_DEPRECATED_ENDPOINTS.*names an endpoint that the contract has not/,
      ],
      [{ PORTICO_BLOG_SUNSET_LINK: 'moving' }, /PORTICO_BLOG_SUNSET_LINK must be an http or https address/],
    ] as const) {
      await assert.rejects(startPortico(t, environment), (error: Error) => {
        assert.match(`${error.message} ${JSON.stringify(error)}`, problem);
        return true;
      });
    }
  });

  test('past its date a contract answers as before, until it is closed', async () => {
    await change({ 'desktop.sunsetAt': '2020-01-01T00:00:00Z' });
    const answer = await call(`${at.url}/api/upgrade/checkVersion`, 'POST', {});
    assert.deepEqual([answer.status, told(answer)], [200, [null, 'Wed, 01 Jan 2020 00:00:00 GMT', null]]);
    await change({ 'desktop.enabled': false });
    const closed = await call(`${at.url}/api/upgrade/checkVersion`, 'POST', {});
    assert.deepEqual([closed.status, told(closed)], [404, nothing]);
    await change({}, ['desktop.enabled', 'desktop.sunsetAt']);
  });
});

const elsewhere = [
  { name: 'mobile', probe: `${at.url}/api/personal/info` },
  { name: 'staff', probe: `${at.url}/captcha` },
  { name: 'blog', probe: `${at.url}/blogapi/service/captcha` },
  { name: 'panel', probe: `${at.panelUrl}/openApi/count` },
  { name: 'server', probe: `${at.url}/healthz` },
];

describe('what comes through a door', () => {
  const usesOf = async (contract: 'mobile' | 'desktop' | 'panel', version: string) =>
    (await core.doorUses.list({ order: 'name', contract, version, limit: 100 })).map(
      ({ endpoint, callsLast7Days, failuresLast30Days }) => [endpoint, callsLast7Days, failuresLast30Days],
    );

  test('is counted by route, whatever came of it, with the account whose session it was; preflights are not', async () => {
    const person = await createMobileClient(at).join();
    const headers = { 'user-agent': 'team-app/3.1 (Android)', authorization: `Token ${person.token}` };
    const ask = (method: string, path: string, more: object = {}) =>
      call(`${at.url}${path}`, method, method === 'POST' ? {} : undefined, { ...headers, ...more });
    await ask('GET', '/api/personal/info');
    await ask('GET', '/api/personal/info', { authorization: 'Token nobody' });
    await ask('HEAD', '/api/personal/info');
    await ask('DELETE', '/api/feedback/77');
    await ask('GET', '/api/nothing/of/the/kind');
    await ask('OPTIONS', '/api/personal/info', preflight);
    assert.deepEqual(await usesOf('mobile', 'team-app/3.1'), [
      ['DELETE /api/feedback/:id', 1, 1],
      ['GET /api/personal/info', 3, 1],
      ['unknown', 1, 1],
    ]);
    const accounts = await core.doorUses.listAccounts({ contract: 'mobile', version: 'team-app/3.1', limit: 10 });
    assert.deepEqual(
      accounts.map(({ accountId }) => accountId),
      [person.id],
    );
  });

  test('goes by the version header that an operator named, from the next request on', async () => {
    await change({ 'desktop.versionHeader': 'X-Tool-Version' });
    const ask = (headers: Record<string, string>) =>
      call(`${at.url}/api/upgrade/checkVersion`, 'POST', {}, { 'user-agent': 'Tool/9', ...headers });
    await ask({ 'x-tool-version': '1112343' });
    await ask({});
    await change({}, ['desktop.versionHeader']);
    await ask({ 'x-tool-version': '1112344' });
    assert.deepEqual(await usesOf('desktop', '1112343'), [['POST /api/upgrade/checkVersion', 1, 0]]);
    assert.deepEqual(await usesOf('desktop', 'Tool/9'), [['POST /api/upgrade/checkVersion', 2, 0]]);
    assert.deepEqual(await usesOf('desktop', '1112344'), []);
  });

  test('costs no statement: thousands of calls are a few rows', async () => {
    const headers = { 'user-agent': 'script/1' };
    await Promise.all(
      Array.from({ length: 500 }, () => call(`${at.panelUrl}/openApi/count`, 'GET', undefined, headers)),
    );
    assert.deepEqual(await usesOf('panel', 'script/1'), [['GET /openApi/count', 500, 500]]);
    const rows = await at.portico.house.database
      .selectFrom('door_uses')
      .select('calls')
      .where('version', '=', 'script/1')
      .execute();
    assert.deepEqual(rows, [{ calls: 500 }]);
  });
});
