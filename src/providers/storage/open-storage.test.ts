import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import type { S3DoubleOptions } from '../../../test/doubles/s3/s3-double.ts';
import { startS3 } from '../../../test/support/s3.ts';
import { readConfig } from '../../config.ts';
import type { FileStore } from '../../core/ports.ts';
import { openStorage } from './open-storage.ts';

const mebibyte = 1024 * 1024;
const failures: unknown[] = [];

async function openDisk(): Promise<FileStore> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-storage-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const storage = await openStorage({ folder, s3: undefined }, (_what, error) => failures.push(error));
  after(() => storage.close());
  return storage.files;
}

async function openBucket(conditions: NonNullable<S3DoubleOptions['conditions']>, query = ''): Promise<FileStore> {
  const double = await startS3({ after }, { conditions });
  const { storage: s3 } = readConfig({ PORTICO_DATA_DIR: '/nowhere', ...double.environment(query) });
  const storage = await openStorage({ folder: '/nowhere', s3 }, (_what, error) => failures.push(error));
  after(() => storage.close());
  return storage.files;
}

const stores: Array<{ store: string; files: FileStore; replacesNothing: boolean }> = [
  { store: 'disk', files: await openDisk(), replacesNothing: true },
  { store: 's3', files: await openBucket('heeded'), replacesNothing: true },
  { store: 's3 that knows no checksums', files: await openBucket('heeded', '&checksums=false'), replacesNothing: true },
  { store: 's3 that refuses conditions', files: await openBucket('refused'), replacesNothing: true },
  // Names of the core are never used twice: that is what such a server is left with.
  { store: 's3 that overlooks conditions', files: await openBucket('ignored'), replacesNothing: false },
];

const sizes = [0, 1, 8 * mebibyte - 1, 8 * mebibyte, 8 * mebibyte + 1, 25 * mebibyte];
let made = 0;
const newName = (): string => `releases/file-${++made}`;

/** Chunks as a network would cut them. */
function arriving(bytes: Buffer): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 65_521) chunks.push(bytes.subarray(at, at + 65_521));
  return Readable.from(chunks);
}

for (const { store, files, replacesNothing } of stores) {
  test(`${store}: a file of any size comes back as it was, whole and in ranges`, async () => {
    for (const size of sizes) {
      const bytes = randomBytes(size);
      const staged = await files.stage(newName(), arriving(bytes));
      assert.equal(staged.sizeBytes, size);
      assert.equal(staged.sha256, createHash('sha256').update(bytes).digest('hex'));
      await staged.keep();
      const found = await files.find(staged.name);
      assert.equal(found?.sizeBytes, size);
      assert.ok(Math.abs((found?.modifiedAt ?? 0) - Date.now()) < 60_000);
      assert.ok((await buffer(files.read(staged.name))).equals(bytes), `${size} bytes`);
      if (size < 10) continue;
      for (const [start, end] of [
        [0, 0],
        [5, 9],
        [size - 3, size - 1],
      ] as const) {
        assert.deepEqual(await buffer(files.read(staged.name, { start, end })), bytes.subarray(start, end + 1));
      }
    }
  });

  test(`${store}: nobody sees a file before it is kept, and what is discarded never`, async () => {
    for (const size of [10, 17 * mebibyte]) {
      const kept = await files.stage(newName(), arriving(Buffer.alloc(size, 'k')));
      const discarded = await files.stage(newName(), arriving(Buffer.alloc(size, 'd')));
      assert.deepEqual([await files.find(kept.name), await files.find(discarded.name)], [undefined, undefined]);
      await kept.keep();
      await discarded.discard();
      await discarded.discard();
      assert.equal((await files.find(kept.name))?.sizeBytes, size);
      assert.equal(await files.find(discarded.name), undefined);
      await kept.discard();
      assert.equal((await files.find(kept.name))?.sizeBytes, size, 'discarding does nothing after keep');
    }
  });

  test(`${store}: a stream that fails is told as it failed, and leaves nothing`, async () => {
    for (const size of [10, 17 * mebibyte]) {
      const name = newName();
      const failing = async function* () {
        yield* arriving(Buffer.alloc(size));
        throw new Error('the caller left');
      };
      await assert.rejects(files.stage(name, Readable.from(failing())), { message: 'the caller left' });
      assert.equal(await files.find(name), undefined);
    }
  });

  if (replacesNothing) {
    test(`${store}: keeping replaces nothing`, async () => {
      for (const size of [10, 17 * mebibyte]) {
        const name = newName();
        const first = await files.stage(name, arriving(Buffer.from('first')));
        const second = await files.stage(name, arriving(Buffer.alloc(size, 'second')));
        await first.keep();
        await assert.rejects(second.keep());
        await second.discard();
        assert.equal(String(await buffer(files.read(name))), 'first');
      }
    });
  }

  test(`${store}: what is removed is gone, and removing it again does nothing`, async () => {
    const staged = await files.stage(newName(), arriving(Buffer.from('content')));
    await staged.keep();
    await files.remove(staged.name);
    await files.remove(staged.name);
    assert.equal(await files.find(staged.name), undefined);
    await assert.rejects(buffer(files.read(staged.name)));
  });

  test(`${store}: a name never leads out of the store`, async () => {
    for (const name of ['../escaped', 'releases/../../escaped', 'releases/..']) {
      await assert.rejects(async () => files.stage(name, arriving(Buffer.from('x'))), /leaves its folder/);
      assert.throws(() => files.read(name), /leaves its folder/);
    }
  });
}

test('whatever was to be dropped could be', () => {
  assert.deepEqual(failures, []);
});
