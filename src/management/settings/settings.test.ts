import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, createOperator, signInAtConsole } from '../../../test/support/management.ts';
import { pngHeader } from '../../../test/support/pictures.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { contractNames } from '../../contracts/names.ts';
import { ruleWords } from '../../core/runtime-settings/rules.ts';
import { definitions, type SettingName, settingNames } from '../../core/runtime-settings/runtime-settings.ts';
import { ruleTexts } from '../problem-texts.ts';
import type { SettingView } from './schemas.ts';

const portico = await startPortico({ after }, { PORTICO_DESKTOP_HOST: 'desktop.example.com' });
const owner = await signInAtConsole(portico);
await createOperator(portico, { handle: 'some-admin', password: 'right-password' });
const admin = await signInAtConsole(portico, 'some-admin', 'right-password');

const version = async (): Promise<number> => (await owner.call('GET', '/settings')).body.version;
const change = async (body: object) => owner.call('PATCH', '/settings', { version: await version(), body });
const find = (body: { settings: SettingView[] }, name: SettingName) => body.settings.find((each) => each.name === name);

test('settings: every one is there with its words, its rule and where its value comes from', async () => {
  const { status, headers, body } = await admin.call('GET', '/settings');
  assert.deepEqual([status, headers.get('etag')], [200, `"${body.version}"`]);
  assert.deepEqual(
    body.settings.map(({ name }: SettingView) => name),
    settingNames,
  );
  for (const { name, title, hint } of body.settings as SettingView[]) {
    for (const words of [title, hint]) assert.match(words.zh, /\p{Script=Han}/u, name);
  }
  const fixed = find(body, 'desktop.hostName');
  assert.deepEqual(
    [fixed?.value, fixed?.source, fixed?.fixed, fixed?.variable],
    ['desktop.example.com', 'environment', true, 'PORTICO_DESKTOP_HOST'],
  );
  assert.deepEqual([find(body, 'server.port')?.fixed, find(body, 'server.port')?.source], [true, 'environment']);
  const open = find(body, 'blog.signature');
  assert.deepEqual([open?.value, open?.default, open?.source, open?.fixed], ['required', 'required', 'default', false]);
  assert.deepEqual(open?.rule, { type: 'choice', choices: ['required', 'optional'] });
});

test('settings: only the owner changes them, and only from what was seen', async () => {
  const body = { values: { 'blog.signature': 'optional' } };
  assert.equal((await admin.call('PATCH', '/settings', { version: 0, body })).body.code, 'right.missing');
  assert.equal((await owner.call('PATCH', '/settings', { body })).status, 428);
  assert.equal((await owner.call('PATCH', '/settings', { version: 99, body })).status, 412);
  const changed = await change(body);
  assert.deepEqual([changed.status, find(changed.body, 'blog.signature')?.source], [200, 'console']);
  assert.equal((await call(`${portico.url}/blogapi/service/captcha`, 'GET')).status, 200);
  const back = await change({ reset: ['blog.signature'] });
  assert.deepEqual([back.status, find(back.body, 'blog.signature')?.source], [200, 'default']);
  assert.equal((await call(`${portico.url}/blogapi/service/captcha`, 'GET')).status, 512);
});

test('settings: a port waits for the next start, and the answer says so', async () => {
  const { body } = await change({ values: { 'mobile.port': 9_001 } });
  const port = find(body, 'mobile.port');
  assert.deepEqual([port?.value, port?.needsRestart, port?.pendingRestart], [9_001, true, true]);
  assert.equal(find((await change({ reset: ['mobile.port'] })).body, 'mobile.port')?.pendingRestart, false);
});

test('settings: what cannot be is refused whole, with a pointer to each setting that is wrong', async () => {
  const before = await version();
  const bad: Array<[body: object, status: number, code: string, pointers: string[]]> = [
    [{ values: { 'no.such': 1 } }, 400, 'request.invalid_fields', ['/values/no.such']],
    [{ values: { 'mobile.port': 65_536 } }, 400, 'request.invalid_fields', ['/values/mobile.port']],
    [{ values: { 'blog.signature': 'maybe' } }, 400, 'request.invalid_fields', ['/values/blog.signature']],
    [{ values: { 'server.timeZone': 'Mars/Base' } }, 400, 'request.invalid_fields', ['/values/server.timeZone']],
    [{ values: { 'desktop.hostName': 'a.cn' } }, 409, 'setting.fixed', ['/values/desktop.hostName']],
    [{ values: { 'server.port': 80 } }, 409, 'setting.fixed', ['/values/server.port']],
    [{ reset: ['desktop.hostName'] }, 409, 'setting.fixed', ['/values/desktop.hostName']],
    [
      { values: { 'blog.hostName': 'Desktop.Example.com' } },
      400,
      'request.invalid_fields',
      ['/values/desktop.hostName', '/values/blog.hostName'],
    ],
  ];
  for (const [body, status, code, pointers] of bad) {
    const values = { 'staff.hardened': true, ...('values' in body ? (body.values as object) : {}) };
    const answer = await change({ ...body, values });
    const { errors = [] } = answer.body;
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(body));
    assert.deepEqual(
      errors.map(({ pointer }: { pointer: string }) => pointer),
      pointers,
    );
    for (const { detail } of errors) assert.doesNotMatch(detail, /\p{Script=Han}/u);
  }
  assert.equal(await version(), before);
  assert.equal((await change({})).status, 400);
});

test('settings: the name by which somebody is at the console is not given away there', async () => {
  const { status, body } = await change({ values: { 'staff.hostName': '127.0.0.1' } });
  assert.deepEqual([status, body.errors[0].pointer], [400, '/values/staff.hostName']);
});

test('settings: every rule has its words in English, too', () => {
  for (const name of settingNames) assert.ok(ruleTexts[ruleWords[definitions[name].rule.type]], name);
});

test('branding: told to everybody, small, and in the words of the moment', async () => {
  const anybody = createManagementClient(portico);
  const before = await anybody.call('GET', '/branding');
  const { contracts, ...own } = before.body;
  assert.deepEqual(
    contracts.map(({ name }: { name: string }) => name),
    contractNames,
  );
  assert.deepEqual(contracts[3], { name: 'panel', title: { zh: '面板', en: 'Panel' }, registersAccounts: false });
  assert.deepEqual(own, {
    nameZh: 'Portico',
    nameEn: 'Portico',
    accent: null,
    logo: null,
    mode: 'development',
  });
  const logo = `data:image/png;base64,${pngHeader(32, 32).toString('base64')}`;
  const values = { 'branding.nameZh': '门廊', 'branding.accent': '#AA0000', 'branding.logo': logo };
  assert.equal((await change({ values })).status, 200);
  const { body } = await anybody.call('GET', '/branding');
  assert.deepEqual([body.nameZh, body.accent, body.logo], ['门廊', '#aa0000', logo]);
  const svg = 'data:image/svg+xml;base64,PHN2Zy8+';
  const refused = await change({ values: { 'branding.logo': svg } });
  assert.deepEqual(refused.body.errors, [
    { pointer: '/values/branding.logo', detail: 'It must be a PNG of at most 64 KiB and 1024 × 1024 pixels.' },
  ]);
});
