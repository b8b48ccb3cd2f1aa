import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { parseScrape } from '../../test/support/scrape.ts';
import { openDiskStore } from '../providers/storage/disk.ts';
import { createRegistry } from './registry.ts';
import { createStorageMetrics } from './storage-metrics.ts';

const operations = ['store', 'find', 'read', 'remove'];

async function openWatched(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-watched-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const registry = createRegistry();
  const files = createStorageMetrics(registry).watchFiles(await openDiskStore(folder));
  const counted = async () => {
    const seen = parseScrape(await registry.print());
    return operations.map((operation) => seen.value('portico_storage_failures_total', { operation }));
  };
  return { folder, files, counted };
}

const unavailable = { code: 'storage.unavailable' };

test('storage metrics: what storage cannot take, find, give or remove counts, each once', async (t) => {
  const { folder, files, counted } = await openWatched(t);
  writeFileSync(join(folder, 'file'), 'a file where a folder is looked for');
  await assert.rejects(files.find('file/below'), unavailable);
  assert.deepEqual(await counted(), [0, 1, 0, 0]);
  await assert.rejects(files.remove('file/below'), unavailable);
  assert.deepEqual(await counted(), [0, 1, 0, 1]);
  await assert.rejects(files.read('gone').toArray(), { code: 'ENOENT' });
  assert.deepEqual(await counted(), [0, 1, 1, 1]);
  const staged = await files.stage('releases/a', Readable.from([Buffer.from('a')]));
  rmSync(join(folder, '.staging'), { recursive: true });
  await assert.rejects(staged.keep(), unavailable);
  assert.deepEqual(await counted(), [1, 1, 1, 1]);
  await assert.rejects(files.stage('releases/b', Readable.from([Buffer.from('b')])), unavailable);
  assert.deepEqual(await counted(), [2, 1, 1, 1]);
});

test('storage metrics: a file that is not there, a caller who leaves and a reader who leaves are no failure of storage', async (t) => {
  const { files, counted } = await openWatched(t);
  assert.equal(await files.find('nothing'), undefined);
  await files.remove('nothing');
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('a');
      throw Object.assign(new Error('the caller is gone'), { code: 'ECONNRESET', syscall: 'read' });
    })(),
  );
  await assert.rejects(files.stage('releases/a', broken), /the caller is gone/);
  const staged = await files.stage('releases/b', Readable.from([randomBytes(4 * 1024 * 1024)]));
  await staged.keep();
  for (const code of ['ECONNRESET', 'EPIPE']) {
    const content = files.read('releases/b');
    await once(content, 'readable');
    content.destroy(Object.assign(new Error('the reader is gone'), { code, syscall: 'read' }));
    await assert.rejects(once(content, 'close'), /the reader is gone/);
  }
  assert.deepEqual(await counted(), [0, 0, 0, 0]);
});
