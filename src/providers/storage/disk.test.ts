import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { openDiskStore } from './disk.ts';

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
