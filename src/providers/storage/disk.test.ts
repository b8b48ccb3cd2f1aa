import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { identifyDiskStore, openDiskStore, removeUnfinishedUploads } from './disk.ts';

test('a file is kept on Windows too, which opens no folders', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-disk-'));
  const { platform } = process;
  const { open } = fs;
  t.after(() => {
    Object.defineProperty(process, 'platform', { value: platform });
    fs.open = open;
    syncBuiltinESMExports();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = await openDiskStore(folder);
  Object.defineProperty(process, 'platform', { value: 'win32' });
  fs.open = async (path, ...rest) => {
    if ((await fs.stat(path as string).catch(() => undefined))?.isDirectory()) throw new Error('EPERM');
    return open(path, ...rest);
  };
  syncBuiltinESMExports();
  const staged = await store.stage('new-folder/file', Readable.from([Buffer.from('content')]));
  await staged.keep();
  assert.equal((await store.find('new-folder/file'))?.sizeBytes, 7);
});

test('disk: a start removes what its own crash left, and of another node only what was not written to for a day', async (t) => {
  const root = await fs.mkdtemp(join(tmpdir(), 'portico-shared-'));
  t.after(() => fs.rm(root, { recursive: true, force: true }));
  const shared = join(root, 'shared');
  await fs.mkdir(shared);
  const [own, other] = [join(root, 'own'), join(root, 'other')];
  for (const path of [own, other]) await fs.symlink(shared, path);
  const [ours, theirs] = [await openDiskStore(own), await openDiskStore(other)];
  const content = () => Readable.from([Buffer.from('content')]);
  await ours.stage('a', content());
  const received = await theirs.stage('b', content());
  assert.equal(await identifyDiskStore(own), await identifyDiskStore(other));
  assert.notEqual(await identifyDiskStore(root), await identifyDiskStore(own));

  await removeUnfinishedUploads(own);
  await received.keep();
  assert.equal((await ours.find('b'))?.sizeBytes, 7);
  assert.deepEqual(await fs.readdir(join(shared, '.staging')), []);

  await theirs.stage('c', content());
  const [left = ''] = await fs.readdir(join(shared, '.staging'));
  const dayAgo = Date.now() / 1_000 - 25 * 3_600;
  await fs.utimes(join(shared, '.staging', left), dayAgo, dayAgo);
  await removeUnfinishedUploads(own);
  assert.deepEqual(await fs.readdir(join(shared, '.staging')), []);
});
