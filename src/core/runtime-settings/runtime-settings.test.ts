import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { pngHeader } from '../../../test/support/pictures.ts';
import { DomainError } from '../errors.ts';
import { createSettings } from '../settings/settings.ts';
import { definitions, type SettingName, type SettingValues, settingNames } from './definitions.ts';
import { openRuntimeSettings, type PrepareChange, type RuntimeSettings } from './runtime-settings.ts';

const clock = { now: () => 1_700_000_000_000 };
const by = { actor: 'account:1', address: '203.0.113.1' };

async function open(context: TestContext, given: Partial<SettingValues> = {}) {
  const { db } = await openTestDatabase(context);
  const settings = createSettings({ db });
  const audit = createTestAudit(db, clock);
  const start = (environment = given) => openRuntimeSettings({ db, settings, audit, given: environment });
  const audited = async () =>
    (await db.selectFrom('audit_log').selectAll().where('action', '=', 'settings.changed').execute()).map((row) => ({
      ...row,
      details: JSON.parse(row.details),
    }));
  return { db, settings, start, audited, live: await start() };
}

const set = (values: Partial<Record<SettingName, unknown>>, reset: SettingName[] = []) => ({ values, reset });

async function assertRefused(change: Promise<unknown>, code: string, names: readonly string[]): Promise<void> {
  await assert.rejects(change, (error) => {
    assert.ok(error instanceof DomainError);
    const { fields = [] } = error.params;
    assert.deepEqual([error.code, fields.map(({ field }) => field)], [code, names]);
    return true;
  });
}

async function stateOf(live: RuntimeSettings, name: SettingName) {
  const state = (await live.describe()).settings.find((each) => each.name === name);
  return { value: state?.value, source: state?.source, pendingRestart: state?.pendingRestart };
}

test('settings: nobody chose anything: every one has its default, which keeps its own rule', async (context) => {
  const { live } = await open(context);
  const { version, settings } = await live.describe();
  assert.equal(version, 0);
  assert.deepEqual(
    settings.map(({ name }) => name),
    settingNames,
  );
  for (const { name, value, source, pendingRestart } of settings) {
    assert.deepEqual([value, source, pendingRestart], [definitions[name].fallback, 'default', false], name);
    assert.equal(live.current()[name], value);
  }
});

test('settings: a change is in force at once, stored, and in the audit log with what it was before', async (context) => {
  const { live, start, audited } = await open(context);
  const changed = await live.change(set({ 'blog.signature': 'optional', 'server.publicUrl': 'https://a.cn/' }), {
    by,
    version: 0,
  });
  assert.equal(changed.version, 1);
  assert.equal(live.current()['blog.signature'], 'optional');
  assert.deepEqual(await stateOf(live, 'server.publicUrl'), {
    value: 'https://a.cn',
    source: 'console',
    pendingRestart: false,
  });
  assert.equal((await start()).current()['blog.signature'], 'optional');
  const [entry, ...more] = await audited();
  assert.deepEqual([entry?.actor, entry?.address, entry?.target, more], [by.actor, by.address, 'settings', []]);
  assert.deepEqual(entry?.details, {
    fields: ['server.publicUrl', 'blog.signature'],
    changes: {
      'server.publicUrl': { from: null, to: 'https://a.cn' },
      'blog.signature': { from: 'required', to: 'optional' },
    },
  });
});

test('settings: what goes back to its default is the default’s again', async (context) => {
  const { live } = await open(context);
  await live.change(set({ 'limits.vaultKeyMaxAgeDays': 7, 'panel.hostName': 'Panel.Example.com' }), { by });
  assert.equal(live.current()['panel.hostName'], 'panel.example.com');
  await live.change(set({}, ['limits.vaultKeyMaxAgeDays']), { by });
  assert.deepEqual(await stateOf(live, 'limits.vaultKeyMaxAgeDays'), {
    value: 90,
    source: 'default',
    pendingRestart: false,
  });
  assert.equal(live.current()['panel.hostName'], 'panel.example.com');
});

test('settings: a change that changes nothing leaves no trace, and choosing the default is a choice', async (context) => {
  const { live, audited } = await open(context);
  await live.change(set({}, ['blog.signature']), { by });
  assert.deepEqual([(await live.describe()).version, await audited()], [0, []]);
  await live.change(set({ 'blog.signature': 'required' }), { by });
  assert.equal((await stateOf(live, 'blog.signature')).source, 'console');
  assert.deepEqual((await audited())[0]?.details, {
    fields: ['blog.signature'],
    changes: { 'blog.signature': { from: 'required', to: 'required' } },
  });
});

test('settings: who saw an older version changes nothing, and of two at once one is too late', async (context) => {
  const { live } = await open(context);
  const attempts = await Promise.allSettled(
    [1, 2].map((days) => live.change(set({ 'limits.vaultKeyMaxAgeDays': days }), { by, version: 0 })),
  );
  assert.deepEqual(attempts.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await assert.rejects(live.change(set({ 'blog.hardened': true }), { by, version: 0 }), {
    code: 'request.version_changed',
  });
  assert.equal(live.current()['blog.hardened'], false);
});

test('settings: the environment has the last word, over what was stored before, too', async (context) => {
  const { live, start } = await open(context);
  await live.change(set({ 'staff.hardened': true, 'blog.hardened': true }), { by });
  const fixed = await start({ 'staff.hardened': false });
  assert.deepEqual([fixed.current()['staff.hardened'], fixed.current()['blog.hardened']], [false, true]);
  assert.equal((await stateOf(fixed, 'staff.hardened')).source, 'environment');
  const both = fixed.change(set({ 'staff.hardened': true, 'mobile.hardened': true }), { by });
  await assertRefused(both, 'setting.fixed', ['staff.hardened']);
  assert.equal(fixed.current()['mobile.hardened'], false, 'all or none');
  await assert.rejects(fixed.change(set({}, ['staff.hardened', 'server.port']), { by }), { code: 'setting.fixed' });
  await fixed.change(set({}, ['staff.hardened']), { by });
  assert.equal((await start({})).current()['staff.hardened'], false, 'what the environment hid is taken back for good');
  await assert.rejects(fixed.change(set({ 'server.port': 80 }), { by }), { code: 'setting.fixed' });
});

test('settings: a port waits for the next start, and says so', async (context) => {
  const { live, start } = await open(context);
  await live.change(set({ 'mobile.port': 9001 }), { by });
  assert.equal(live.current()['mobile.port'], null);
  assert.deepEqual(await stateOf(live, 'mobile.port'), { value: 9001, source: 'console', pendingRestart: true });
  const next = await start();
  assert.equal(next.current()['mobile.port'], 9001);
  assert.equal((await stateOf(next, 'mobile.port')).pendingRestart, false);
  await next.change(set({ 'mobile.enabled': false }), { by });
  assert.equal((await stateOf(next, 'mobile.port')).pendingRestart, true, 'the port of a closed door is still open');
  await live.change(set({}, ['mobile.port', 'mobile.enabled']), { by });
  assert.equal((await stateOf(live, 'mobile.port')).pendingRestart, false, 'back to what the start saw');
});

test('settings: two open doors never want one place', async (context) => {
  const { live } = await open(context);
  const taken: Array<[Partial<Record<SettingName, unknown>>, string[]]> = [
    [{ 'blog.hostName': 'a.cn', 'staff.hostName': 'A.cn' }, ['staff.hostName', 'blog.hostName']],
    [{ 'mobile.port': 5678 }, ['mobile.port', 'panel.port']],
    [{ 'mobile.port': 8888 }, ['server.port', 'mobile.port']],
  ];
  for (const [values, names] of taken) {
    await assertRefused(live.change(set(values), { by }), 'request.invalid_fields', names);
  }
  assert.equal((await live.describe()).version, 0);
  await live.change(set({ 'mobile.port': 5678, 'panel.enabled': false }), { by });
});

const refused: ReadonlyArray<readonly [SettingName, ...unknown[]]> = [
  ['blog.signature', 'sometimes', true, null],
  ['blog.hardened', 'true', 1, null],
  ['mobile.port', '80', 1.5, -1, 65_536],
  ['server.publicUrl', 'ftp://a.cn', 'a.cn', 'https://a.cn/?x=1', 'https://u:p@a.cn', ''],
  ['server.publicUrl', 'https://exa\nmple.com', 'https://exa\tmple.com', 'https:example.com', 'https:/example.com'],
  [
    'server.publicUrl',
    'https:\\\\evil.com',
    'https://a.cn\\b',
    'https:///evil.com',
    'https://@a.cn',
    'https://a.cn/\u202eb',
  ],
  [
    'server.publicUrl',
    'https://a.cn/#',
    'https://a.cn/?',
    'https://a.cn/<script>',
    'https://a.cn/"',
    'https://a.cn/ b',
  ],
  ['server.timeZone', 'Mars/Base', '', null],
  ['staff.hostName', 'a b', 'a/b', 'a..b', '.a', 'a.', 'http://a.cn', '-a.cn', 'a'.repeat(254), ''],
  ['branding.nameZh', '', '  ', '名'.repeat(41), 'a\nb', 'a\u202eb', null],
  ['branding.accent', 'red', '#12345', '#12345g'],
  ['branding.logo', 'data:image/svg+xml;base64,PHN2Zy8+', 'data:image/png;base64,AAAA', 'data:image/png;base64,#'],
  ['limits.codesPerAddressHour', 0, 1_000_001, Number.NaN],
];
for (const [name, ...values] of refused) {
  test(`settings: ${name} refuses what breaks its rule`, async (context) => {
    const { live } = await open(context);
    for (const value of values) {
      const change = live.change(set({ [name]: value, 'mobile.hardened': true }), { by });
      await assertRefused(change, 'request.invalid_fields', [name]);
    }
    assert.equal(live.current()['mobile.hardened'], false);
  });
}

test('settings: a logo is a small PNG, and the audit log holds its hash alone', async (context) => {
  const { live, audited } = await open(context);
  const logo = `data:image/png;base64,${pngHeader(64, 64).toString('base64')}`;
  await live.change(set({ 'branding.logo': logo }), { by });
  assert.equal(live.current()['branding.logo'], logo);
  const [entry] = await audited();
  assert.match(entry?.details.changes['branding.logo'].to, /^sha256:[0-9a-f]{64}$/);
  const huge = `data:image/png;base64,${pngHeader(2000, 10).toString('base64')}`;
  await assertRefused(live.change(set({ 'branding.logo': huge }), { by }), 'request.invalid_fields', ['branding.logo']);
});

test('settings: what cannot be served is not stored, and what cannot be stored is not served', async (context) => {
  const { live, db, settings, audited } = await open(context);
  const events: string[] = [];
  let fails = true;
  const prepare: PrepareChange = async (values) => {
    if (fails) throw new Error('it cannot be served');
    return {
      commit: () => events.push(`serves ${values['blog.signature']}`),
      abandon: async () => void events.push('dropped'),
    };
  };
  live.serveWith(prepare);
  await assert.rejects(live.change(set({ 'blog.signature': 'optional' }), { by }), /cannot be served/);
  assert.deepEqual([live.current()['blog.signature'], await audited()], ['required', []]);
  fails = false;
  const intruder: PrepareChange = async (values) => {
    await db.transaction().execute((tx) => settings.put(tx, 'runtime-settings', '{"version":9,"values":{}}'));
    return prepare(values);
  };
  live.serveWith(intruder);
  const late = live.change(set({ 'blog.signature': 'optional' }), { by });
  await assert.rejects(late, { code: 'request.version_changed' });
  assert.deepEqual([events, live.current()['blog.signature']], [['dropped'], 'required']);
  live.serveWith(prepare);
  assert.equal((await live.change(set({ 'blog.signature': 'optional' }), { by, version: 9 })).version, 10);
  assert.deepEqual(events, ['dropped', 'serves required', 'serves optional']);
});

test('settings: what a restored backup says is in force once somebody looks', async (context) => {
  const { live, db, settings } = await open(context);
  const values = { 'blog.signature': 'optional', 'no.such': 1, 'mobile.port': 'x', 'server.port': 1 };
  const text = JSON.stringify({ version: 4, values });
  await db.transaction().execute((tx) => settings.put(tx, 'runtime-settings', text));
  assert.equal((await live.describe()).version, 4);
  assert.equal(live.current()['blog.signature'], 'optional');
  assert.deepEqual(await stateOf(live, 'mobile.port'), { value: null, source: 'default', pendingRestart: false });
  assert.equal((await stateOf(live, 'server.port')).value, 8888);
});
