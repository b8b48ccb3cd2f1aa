import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { parseScrape } from '../../test/support/scrape.ts';
import type { FileStore } from '../core/ports.ts';
import { begun } from '../http/file-requests.ts';
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

/** As the desktop contract gives a release, to somebody who resets the connection after the first bytes; resolves when the file is closed. */
async function leaveInDownload(t: TestContext, files: FileStore, name: string): Promise<void> {
  const app = Fastify();
  t.after(() => app.close());
  const closed = Promise.withResolvers<void>();
  app.get('/', async (_request, reply) => {
    const content = await begun(files.read(name));
    content.once('close', closed.resolve);
    return reply.send(content);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const reader = connect(port, '127.0.0.1', () => reader.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  await once(reader, 'data');
  reader.resetAndDestroy();
  await closed.promise;
}

/** The same where whatever is read ends with the connection's own error. */
async function leavePipeline(t: TestContext, content: Readable): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reader = connect(port, '127.0.0.1');
  const [connection] = (await once(server, 'connection')) as [Socket];
  reader.once('data', () => reader.resetAndDestroy());
  await pipeline(content, connection);
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
  const staged = await files.stage('releases/b', Readable.from([randomBytes(16 * 1024 * 1024)]));
  await staged.keep();
  await leaveInDownload(t, files, 'releases/b');
  await assert.rejects(
    leavePipeline(t, files.read('releases/b')),
    (error: NodeJS.ErrnoException) => error.syscall !== undefined,
  );
  assert.deepEqual(await counted(), [0, 0, 0, 0]);
});
