import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { storedFiles, uploadBody } from '../../../test/support/desktop.ts';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { call, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const owner = await signInAtConsole(at);

const formOf = (version: string, content: string, words: Record<string, string> = {}, fileName = 'tool.zip') => {
  const form = uploadBody(version, content, fileName);
  for (const [name, value] of Object.entries(words)) form.append(name, value);
  return form;
};
const publish = (body: FormData, headers: Record<string, string> = {}) =>
  owner.call('POST', '/releases', { body, headers });
const offered = async (body: Record<string, unknown> = {}) =>
  (await call(`${at.url}/api/upgrade/checkVersion`, 'POST', body)).body.data?.version;
const pointersOf = (body: { errors?: Array<{ pointer: string }> }) => (body.errors ?? []).map(({ pointer }) => pointer);

test('releases: an uploaded one is answered with what became of it, and the desktop contract offers it', async () => {
  const notes = '修复了一些问题\n第二行';
  const { status, headers, body } = await publish(
    formOf('1.0.0', 'one', { notes, channel: 'beta', rolloutPercent: '100' }),
  );
  assert.equal(status, 201);
  const { id, publishedAt, revision, ...rest } = body;
  assert.equal(headers.get('etag'), `"${revision}"`);
  assert.ok(Math.abs(Date.parse(publishedAt) - at.clock.now()) < 60_000);
  assert.deepEqual(rest, {
    version: '1.0.0',
    channel: 'beta',
    rolloutPercent: 100,
    path: '/dist/tool-1.0.0.zip',
    sizeBytes: 3,
    sha256: createHash('sha256').update('one').digest('hex'),
    notes,
    downloads: 0,
    publishedBy: 'account:1',
    publisherName: 'owner',
    withdrawnAt: null,
  });
  assert.deepEqual([await offered(), await offered({ channel: 'beta' })], [undefined, '1.0.0']);
  assert.deepEqual((await owner.call('GET', `/releases/${id}`)).body, body);
  assert.deepEqual((await owner.call('GET', '/releases?channel=beta')).body, { items: [body], next: null });
});

test('releases: a version is asked for by its exact name, before anything is uploaded; a withdrawn one is taken too', async () => {
  const { body: release } = await publish(formOf('1.0.5', 'asked for'));
  const listed = async (query: string) => {
    const { body } = await owner.call('GET', `/releases?${query}`);
    return body.items.map(({ version }: { version: string }) => version);
  };
  assert.deepEqual(await listed('version=1.0.5'), ['1.0.5']);
  for (const other of ['version=1.0', 'version=1.0.5-beta', 'version=1.0.5&channel=beta'])
    assert.deepEqual(await listed(other), []);
  await owner.call('POST', `/releases/${release.id}/withdraw`, { version: release.revision });
  assert.deepEqual(await listed('version=1.0.5'), ['1.0.5']);
});

test('releases: the same version and bytes again answer the same, other bytes and a taken path are a conflict', async () => {
  const first = await publish(formOf('1.1.0', 'bytes'));
  assert.deepEqual((await publish(formOf('1.1.0', 'bytes'))).body, first.body);
  const other = await publish(formOf('1.1.0', 'other bytes'));
  assert.deepEqual([other.status, other.body.code], [409, 'release.version_taken']);
  await publish(formOf('2-3', 'x', {}, 'clash.exe'));
  const clash = await publish(formOf('3', 'y', {}, 'clash-2.exe'));
  assert.deepEqual([clash.status, clash.body.code], [409, 'release.path_taken']);
});

test('releases: an Idempotency-Key answers the first upload again, and is not for another file', async () => {
  const key = { 'idempotency-key': 'upload-1' };
  const first = await publish(formOf('1.2.0', 'once'), key);
  const again = await publish(formOf('1.2.0', 'once'), key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal((await publish(formOf('1.2.0', 'twice'), key)).body.code, 'request.key_reused');
});

test('releases: published again with other words, or after a withdrawal, it is refused instead of taken for done', async () => {
  const { body: first } = await publish(formOf('1.3.0', 'same'));
  assert.deepEqual((await publish(formOf('1.3.0', 'same'))).body, first);
  for (const words of [{ rolloutPercent: '0' }, { channel: 'beta' }, { notes: 'for some' }]) {
    const { status, body } = await publish(formOf('1.3.0', 'same', words));
    assert.deepEqual([status, body.code], [409, 'release.version_taken'], JSON.stringify(words));
  }
  await owner.call('POST', `/releases/${first.id}/withdraw`, { version: first.revision });
  assert.equal((await publish(formOf('1.3.0', 'same'))).body.code, 'release.version_taken');
});

test('releases: what cannot be published is told field by field, and leaves nothing behind', async () => {
  const before = storedFiles(at);
  const repeated = formOf('9', 'x');
  repeated.append('version', '10');
  const without = new FormData();
  without.append('version', '9');
  const asText = new FormData();
  asText.append('version', '9');
  asText.append('file', 'text');
  const cases: Array<[FormData, string[]]> = [
    [formOf('-1', '', {}, '..'), ['/version', '/file']],
    [formOf('9', 'x', { channel: 'No!', rolloutPercent: 'many' }), ['/channel', '/rolloutPercent']],
    [formOf('9', 'x', { rolloutPercent: '101' }), ['/rolloutPercent']],
    [formOf('9', 'x', { notes: 'x'.repeat(10_001) }), ['/notes']],
    [formOf('9', 'x', { other: 'field' }), ['/other']],
    [without, ['/file']],
    [asText, ['/file']],
  ];
  for (const [form, pointers] of cases) {
    const { status, body } = await publish(form);
    assert.deepEqual([status, pointersOf(body)], [400, pointers], JSON.stringify(body));
    assert.deepEqual(storedFiles(at), before);
  }
  assert.equal((await publish(repeated)).body.code, 'request.malformed');
  assert.deepEqual(storedFiles(at), before);
  const chinese = await publish(formOf('9', 'x', { channel: 'No!' }), { 'accept-language': 'zh-CN' });
  assert.match(chinese.body.errors[0].detail, /小写字母/);
});

test('releases: a change needs the revision that was seen, and downloads are no change', async () => {
  const { body: release } = await publish(formOf('4.0.0', 'four', { rolloutPercent: '0' }));
  const path = `/releases/${release.id}`;
  assert.notEqual(await offered(), '4.0.0');
  assert.equal((await owner.call('PATCH', path, { body: { rolloutPercent: 100 } })).status, 428);
  await (await fetch(at.url + release.path)).arrayBuffer();
  await at.portico.house.core.releases.close();
  const { body: read } = await owner.call('GET', path);
  assert.deepEqual([read.downloads, read.revision], [1, release.revision]);
  const change = { body: { rolloutPercent: 100, notes: 'now' }, version: release.revision };
  const { status, body: changed, headers } = await owner.call('PATCH', path, change);
  assert.deepEqual([status, changed.rolloutPercent, changed.notes], [200, 100, 'now']);
  assert.equal(headers.get('etag'), `"${changed.revision}"`);
  assert.equal(await offered(), '4.0.0');
  assert.equal((await owner.call('PATCH', path, change)).status, 412);
  const version = changed.revision;
  for (const body of [{}, { rolloutPercent: 101 }, { rolloutPercent: '5' }, { channel: 'NO' }, { version: '5' }]) {
    assert.equal((await owner.call('PATCH', path, { body, version })).status, 400, JSON.stringify(body));
  }
  assert.equal((await owner.call('PATCH', path, { body: { notes: null }, version })).body.notes, null);
});

test('releases: a withdrawn one is neither offered nor served, stays in the list, and operators still get its file', async () => {
  const { body: release } = await publish(formOf('5.0.0', 'five', {}, '工具 1.zip'));
  const path = `/releases/${release.id}`;
  assert.equal(await offered(), '5.0.0');
  assert.equal((await owner.call('POST', `${path}/withdraw`)).status, 428);
  const { status, body } = await owner.call('POST', `${path}/withdraw`, { version: release.revision });
  assert.equal(status, 200);
  assert.match(body.withdrawnAt, /^\d{4}-/);
  assert.notEqual(await offered(), '5.0.0');
  assert.equal((await fetch(at.url + release.path)).status, 404);
  const { body: list } = await owner.call('GET', '/releases?limit=1');
  assert.deepEqual(list.items, [body]);
  const again = await owner.call('POST', `${path}/withdraw`, { version: body.revision });
  assert.deepEqual([again.status, again.body.code], [404, 'release.not_found']);

  const response = await fetch(`${at.url}/management/v1${path}/file`, { headers: owner.headers });
  assert.equal(await response.text(), 'five');
  assert.equal(response.headers.get('content-length'), '4');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="__ 1-5.0.0.zip"; filename*=UTF-8''${encodeURIComponent('工具 1-5.0.0.zip')}`,
  );
  assert.equal((await owner.call('GET', '/releases/999999/file')).status, 404);
});

test('releases: HEAD tells of a file what GET does, and reads none of it', async (context) => {
  const { body } = await publish(formOf('5.1.0', 'five.one'));
  const { files } = at.portico.house.core;
  const { read } = files;
  let wasRead = false;
  files.read = (...what) => {
    wasRead = true;
    return read(...what);
  };
  context.after(() => Object.assign(files, { read }));
  const ask = (method: string) =>
    fetch(`${at.url}/management/v1/releases/${body.id}/file`, { method, headers: owner.headers });
  const told = ({ headers }: Response) =>
    Object.fromEntries([...headers].filter(([name]) => !/^(date|x-|connection|keep-alive)/.test(name)));
  const head = await ask('HEAD');
  assert.deepEqual([head.status, wasRead], [200, false]);
  const got = await ask('GET');
  assert.deepEqual([await got.text(), wasRead], ['five.one', true]);
  assert.deepEqual(told(head), told(got));
});

test('releases: the list goes page by page, and a cursor of something else is refused', async () => {
  const seen: string[] = [];
  let next = '';
  do {
    const { body } = await owner.call('GET', `/releases?limit=2${next && `&cursor=${next}`}`);
    assert.ok(body.items.length > 0 && body.items.length <= 2);
    seen.push(...body.items.map((item: { version: string }) => item.version));
    next = body.next ?? '';
  } while (next);
  const { body: all } = await owner.call('GET', '/releases?limit=200');
  assert.deepEqual(
    seen,
    all.items.map((item: { version: string }) => item.version),
  );
  assert.equal(seen[0], '5.1.0');
  assert.deepEqual(pointersOf((await owner.call('GET', '/releases?cursor=e30')).body), ['/cursor']);
});

test('releases: an upload without the right is answered before any of the file is read', async () => {
  const response = await fetch(`${at.url}/management/v1/releases`, { method: 'POST', body: formOf('7', 'x') });
  assert.equal(response.status, 401);
  assert.equal((await createManagementClient(at).call('GET', '/releases')).status, 401);
});
