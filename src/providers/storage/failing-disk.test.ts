import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { failCalls } from '../../../test/support/failing-calls.ts';
import { openDiskStore } from './disk.ts';

test('disk: a file whose name cannot be put on disk is refused, and leaves nothing behind', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-storage-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openDiskStore(folder);
  const stage = (name: string) => store.stage(`releases/${name}`, Readable.from([Buffer.from('content')]));
  await (await stage('kept')).keep();
  const staged = await stage('refused');
  const paths = [join(folder, 'releases')];
  const failing = await failCalls([process.pid], { calls: 'fsync', error: 'EIO', paths });
  try {
    await assert.rejects(staged.keep(), { code: 'storage.unavailable' });
  } finally {
    await failing.mend();
  }
  await staged.discard();
  assert.deepEqual(readdirSync(join(folder, 'releases')), ['kept']);
  assert.deepEqual(readdirSync(join(folder, '.staging')), []);
});
