import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { until } from '../../../test/support/until.ts';
import { DomainError } from '../errors.ts';
import type { NewRelease, Release } from './releases.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { releases } = core;
const by = { actor: 'account:1', address: '192.0.2.1' };

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;
const publish = (version: string, words: Partial<NewRelease> = {}): Promise<Release> =>
  releases.publish({ version, fileName: 'tool.zip', ...words }, Readable.from([version]), by);
const rejectsFields = (work: Promise<unknown>, ...names: string[]) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof DomainError && error.code === 'request.invalid_fields');
    assert.deepEqual(
      error.params.fields?.map(({ field }) => field),
      names,
    );
    return true;
  });
const auditOf = (version: string) =>
  database
    .selectFrom('audit_log')
    .select(['actor', 'address', 'action', 'details'])
    .where('target', '=', `release:${version}`)
    .orderBy('id')
    .execute();

test('a release goes to everybody on stable unless told, and a word that breaks its rule publishes nothing', async () => {
  const plain = await publish('1.0');
  assert.deepEqual([plain.channel, plain.rollout_percent, plain.notes, plain.downloads], ['stable', 100, null, 0]);
  const told = await publish('1.1', { channel: 'beta', rolloutPercent: 5, notes: 'first\nsecond' });
  assert.deepEqual([told.channel, told.rollout_percent, told.notes], ['beta', 5, 'first\nsecond']);
  const bad = { channel: 'No!', rolloutPercent: 101, notes: 'x'.repeat(10_001) };
  await rejectsFields(publish('1.2', bad), 'channel', 'rolloutPercent', 'notes');
  for (const rolloutPercent of [-1, 0.5, Number.NaN])
    await rejectsFields(publish('1.2', { rolloutPercent }), 'rolloutPercent');
  await assert.rejects(releases.getByVersion('1.2'), code('release.not_found'));
  for (const words of [{}, { channel: 'beta', notes: 'first\r\nsecond' }]) {
    assert.deepEqual(await publish('1.1', words), told, 'publishing anew changes nothing');
  }
  await assert.rejects(publish('1.1', { channel: 'stable' }), code('release.version_taken'));
});

test('a change is refused where somebody else changed it meanwhile, and is in the audit log with what was before', async () => {
  const release = await publish('2.0', { rolloutPercent: 10 });
  at.clock.set(release.updated_at);
  const seen = { by, version: release.updated_at };
  const wider = await releases.change(release.id, { rolloutPercent: 50, channel: 'beta' }, seen);
  assert.deepEqual([wider.rollout_percent, wider.channel, wider.notes], [50, 'beta', null]);
  assert.ok(wider.updated_at > release.updated_at);
  await assert.rejects(releases.change(release.id, { rolloutPercent: 0 }, seen), code('request.version_changed'));
  await assert.rejects(releases.withdraw(release.id, seen), code('request.version_changed'));
  await rejectsFields(releases.change(release.id, { rolloutPercent: 200 }, { by }), 'rolloutPercent');
  await releases.change(release.id, { notes: 'a long story' }, { by });
  assert.equal((await releases.change(release.id, { notes: '' }, { by })).notes, null);
  const withdrawn = await releases.withdraw(release.id, { by });
  assert.ok(withdrawn.withdrawn_at !== null);
  await assert.rejects(releases.withdraw(release.id, { by }), code('release.not_found'));
  await assert.rejects(releases.withdraw(999_999, { by }), code('release.not_found'));
  const entries = await auditOf('2.0');
  assert.ok(entries.every(({ actor, address }) => actor === by.actor && address === by.address));
  assert.deepEqual(
    entries.map(({ action, details }) => [action, JSON.parse(details)]),
    [
      [
        'release.published',
        { path: '/dist/tool-2.0.zip', sha256: release.sha256, channel: 'stable', rolloutPercent: 10 },
      ],
      [
        'release.changed',
        {
          fields: ['channel', 'rolloutPercent'],
          channel: 'beta',
          channelBefore: 'stable',
          rolloutPercent: 50,
          rolloutPercentBefore: 10,
        },
      ],
      ['release.changed', { fields: ['notes'] }],
      ['release.changed', { fields: ['notes'] }],
      ['release.withdrawn', {}],
    ],
  );
});

test('the list is highest version first, page by page, and of one channel where one is asked for', async () => {
  for (const version of ['3.9', '3.10', '3.10.0', '3.11-rc.1']) await publish(version, { channel: 'listed' });
  const expected = ['3.11-rc.1', '3.10.0', '3.10', '3.9'];
  for (const limit of [1, 2, 3, 10]) {
    const rows: Release[] = [];
    for (;;) {
      const page = await releases.list({ channel: 'listed', after: rows.at(-1), limit });
      rows.push(...page);
      if (page.length < limit) break;
    }
    assert.deepEqual(
      rows.map(({ version }) => version),
      expected,
      `${limit} a page`,
    );
  }
  assert.equal((await releases.list({ limit: 3 }))[1]?.version, '3.10.0');
});

test('operators read the file of a withdrawn release, devices do not', async () => {
  const release = await publish('4.0');
  await releases.withdraw(release.id, { by });
  await assert.rejects(releases.open(release.path), code('release.not_found'));
  assert.equal(String(await buffer((await releases.openById(release.id)).read())), '4.0');
  await core.files.remove(release.storage_name);
  await assert.rejects(releases.openById(release.id), code('storage.unavailable'));
  await assert.rejects(releases.openById(999_999), code('release.not_found'));
});

test('downloads are written together, leave the version as it is, and are not lost when the server ends', async (t) => {
  const ending = await startPortico(t);
  const { house } = ending.portico;
  const release = await house.core.releases.publish({ version: '1', fileName: 'a' }, Readable.from(['1']), by);
  for (let download = 0; download < 500; download += 1) house.core.releases.countDownload(release.id);
  await house.core.releases.close();
  const counted = await house.core.releases.get(release.id);
  assert.deepEqual([counted.downloads, counted.updated_at], [500, release.updated_at]);
  house.core.releases.countDownload(release.id);
  const downloadsIn = async (): Promise<number> => (await house.core.releases.get(release.id)).downloads;
  await until(async () => (await downloadsIn()) === 501);
  assert.equal(await downloadsIn(), 501, 'written by itself, soon');
});
