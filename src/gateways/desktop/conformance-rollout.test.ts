import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { assertDesktopFailure, signInAtDesktop } from '../../../test/support/desktop.ts';
import { type Answer, call, startPortico, type TestPortico } from '../../../test/support/portico.ts';

const by = { actor: 'cli' };
const minuteMs = 60_000;
const dayMs = 86_400_000;

async function publish(
  at: TestPortico,
  version: string,
  words: { channel?: string; rolloutPercent?: number } = {},
): Promise<number> {
  const { releases } = at.portico.house.core;
  return (await releases.publish({ version, fileName: 'tool.zip', ...words }, Readable.from([version]), by)).id;
}

const check = (at: TestPortico, body: Parameters<typeof call>[2], headers: Record<string, string> = {}) =>
  call(`${at.url}/api/upgrade/checkVersion`, 'POST', body, headers);
/** The version that is offered; undefined where none is, which must be said as where no release was ever published. */
function offered(answer: Answer): string | undefined {
  if (answer.status === 200) return String(answer.body.data.version);
  assertDesktopFailure(answer, 404);
  assert.equal(answer.body.meta.msg, '还没有发布任何版本');
  return undefined;
}
const names = Array.from({ length: 200 }, (_, index) => `device-${index}`);

test('desktop checkVersion: 0 % is offered to nobody, 100 % to everybody, the rest to its share, and growing keeps who was in (D7)', async (t) => {
  const at = await startPortico(t);
  const { releases } = at.portico.house.core;
  const id = await publish(at, '2', { rolloutPercent: 0 });
  const lucky = async (): Promise<string[]> => {
    const answers = await Promise.all(names.map((device) => check(at, { device })));
    return names.filter((_, index) => offered(answers[index] as Answer) === '2');
  };
  assert.deepEqual(await lucky(), []);
  await releases.change(id, { rolloutPercent: 20 }, { by });
  const fifth = await lucky();
  assert.ok(fifth.length > 15 && fifth.length < 70, `${fifth.length} of ${names.length}`);
  assert.deepEqual(await lucky(), fifth, 'the same devices each time');
  await releases.change(id, { rolloutPercent: 50 }, { by });
  const half = await lucky();
  assert.ok(fifth.length < half.length && fifth.every((device) => half.includes(device)));
  await publish(at, '1');
  const answers = await Promise.all(names.map(async (device) => offered(await check(at, { device }))));
  assert.deepEqual(
    answers,
    names.map((device) => (half.includes(device) ? '2' : '1')),
    'who is not in is offered the highest that he is in',
  );
  await releases.change(id, { rolloutPercent: 100 }, { by });
  assert.deepEqual(await lucky(), names);
  await releases.withdraw(id, { by });
  assert.equal(offered(await check(at, {})), '1');
});

test('desktop checkVersion: a program that sends no channel is on stable, others are offered theirs and stable, the highest (D7)', async (t) => {
  const at = await startPortico(t);
  await publish(at, '3-beta', { channel: 'beta' });
  assert.equal(offered(await check(at, {})), undefined);
  await publish(at, '2');
  await publish(at, '9', { channel: 'internal' });
  const of = async (body: Parameters<typeof call>[2]) => offered(await check(at, body));
  assert.deepEqual(
    [await of({}), await of({ channel: 'stable' }), await of({ channel: 'beta' })],
    ['2', '2', '3-beta'],
  );
  const form = new FormData();
  form.append('channel', 'beta');
  for (const body of [new URLSearchParams('channel=beta'), form]) assert.equal(await of(body), '3-beta');
  await publish(at, '4');
  assert.deepEqual([await of({ channel: 'beta' }), await of({ channel: 'internal' })], ['4', '9']);
  const repeated = new URLSearchParams('channel=beta&channel=internal');
  const strange = [
    { channel: '应用宝' },
    { channel: 7 },
    { channel: ['beta'] },
    { channel: { a: 1 } },
    { channel: '' },
  ];
  for (const body of [...strange, { channel: null }, { channel: 'x'.repeat(5000) }, { channel: '\u0000' }, repeated]) {
    assert.equal(await of(body as Record<string, unknown>), '4', JSON.stringify(body));
  }
});

test('desktop checkVersion: a device is what it calls itself, else whose token it shows, else its address and program (D7)', async (t) => {
  const at = await startPortico(t, { PORTICO_TRUSTED_PROXIES: '127.0.0.1' });
  await publish(at, '2', { rolloutPercent: 50 });
  await publish(at, '1');
  const of = async (body: object, headers: Record<string, string>) =>
    offered(await check(at, body as Record<string, unknown>, headers));
  const from = (address: string, userAgent: string) => ({ 'x-forwarded-for': address, 'user-agent': userAgent });

  const programs = Array.from({ length: 40 }, (_, index) => from('192.0.2.1', `tool/1.${index}`));
  const homes = Array.from({ length: 40 }, (_, index) => from(`192.0.2.${index + 2}`, 'tool/1.0'));
  for (const callers of [programs, homes]) {
    const first = await Promise.all(callers.map((headers) => of({}, headers)));
    assert.deepEqual([...new Set(first)].sort(), ['1', '2'], 'some are in, some are not');
    assert.deepEqual(await Promise.all(callers.map((headers) => of({}, headers))), first);
  }

  const anywhere = [...programs, ...homes];
  const { token } = await signInAtDesktop(at, '13500000001');
  at.clock.advance(minuteMs);
  const { token: another } = await signInAtDesktop(at, '13500000001');
  const recognised = await of({}, { authorization: token });
  const shown = async (authorization: string) =>
    new Set(await Promise.all(anywhere.map((headers) => of({}, { ...headers, authorization }))));
  for (const authorization of [token, another, `Bearer ${token}`]) {
    assert.deepEqual([...(await shown(authorization))], [recognised], 'the account, wherever it comes from');
  }
  at.clock.advance(2 * dayMs);
  assert.deepEqual([...(await shown(token))], [recognised], 'an expired token names its account still');
  const forged = `${token.slice(0, -3)}abc`;
  assert.equal((await shown(forged)).size, 2, 'a token that is not ours names nobody');

  const named = await of({ device: 'installation 7' }, {});
  const answers = await Promise.all(
    anywhere.map((headers) => of({ device: 'installation 7' }, { ...headers, authorization: another })),
  );
  assert.deepEqual([...new Set(answers)], [named], 'its own name, wherever it comes from and whoever is signed in');
});

test('desktop dist: a release that is offered to nobody is served to whoever has the link, a withdrawn one is not (D7)', async (t) => {
  const at = await startPortico(t);
  const id = await publish(at, '1', { rolloutPercent: 0, channel: 'beta' });
  assert.equal(await (await fetch(`${at.url}/dist/tool-1.zip`)).text(), '1');
  await at.portico.house.core.releases.withdraw(id, { by });
  assert.equal((await fetch(`${at.url}/dist/tool-1.zip`)).status, 404);
});

test('desktop dist: a download is counted where its first byte is sent, once (D7)', async (t) => {
  const at = await startPortico(t);
  const { releases } = at.portico.house.core;
  const { id } = await releases.publish({ version: '1', fileName: 'a.zip' }, Readable.from(['0123456789']), by);
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const response = await fetch(`${at.url}/dist/a-1.zip`, { method, headers });
    await response.arrayBuffer();
    return response;
  };
  const { headers } = await get({}, 'HEAD');
  const uncounted: Array<[number, Record<string, string>]> = [
    [304, { 'if-none-match': headers.get('etag') as string }],
    [206, { range: 'bytes=5-' }],
    [206, { range: 'bytes=-3' }],
    [416, { range: 'bytes=10-' }],
  ];
  for (const [status, asked] of uncounted) assert.equal((await get(asked)).status, status);
  await releases.close();
  assert.equal((await releases.get(id)).downloads, 0);
  const counted: Array<[number, Record<string, string>]> = [
    [200, {}],
    [206, { range: 'bytes=0-' }],
    [206, { range: 'bytes=0-3' }],
  ];
  for (const [status, asked] of counted) assert.equal((await get(asked)).status, status);
  await releases.close();
  assert.equal((await releases.get(id)).downloads, 3);
});
