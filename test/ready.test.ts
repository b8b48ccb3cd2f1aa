import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { findFreePort } from './support/free-port.ts';
import { startPortico } from './support/portico.ts';

const script = join(import.meta.dirname, '../scripts/ready.mjs');

/** How `ready.mjs` ends, and what it says. */
function ask(words: string[], environment: Record<string, string> = {}): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], { env: environment }, (error, _stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, said: stderr }),
    );
  });
}

test('ready.mjs: a server that is ready is status 0, one that drains or is not there 1 with the reason', async (t) => {
  const { url, portico } = await startPortico(t);
  const { port } = new URL(url);
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    assert.deepEqual(await ask([], { PORTICO_PORT: port, PORTICO_HOST: host }), { status: 0, said: '' });
  }
  portico.announceEnd();
  assert.deepEqual(await ask([], { PORTICO_PORT: port }), {
    status: 1,
    said: `http://127.0.0.1:${port}/readyz: 503\n`,
  });
  const nobody = await ask([`http://127.0.0.1:${await findFreePort()}/readyz`]);
  assert.equal(nobody.status, 1);
  assert.match(nobody.said, /ECONNREFUSED/);
});

test('ready.mjs: waits for a server that comes, and for one that never answers no longer than it is told', async (t) => {
  const port = await findFreePort();
  const waiting = ask(['--wait', '60', `http://127.0.0.1:${port}/readyz`]);
  const { url } = await startPortico(t, { PORTICO_PORT: String(port) });
  assert.equal(new URL(url).port, String(port));
  assert.deepEqual(await waiting, { status: 0, said: '' });

  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const { port: silentPort } = silent.address() as { port: number };
  const { status, said } = await ask([`http://127.0.0.1:${silentPort}/readyz`]);
  assert.deepEqual([status, /abort/i.test(said)], [1, true]);
});

test('ready.mjs: a number of seconds that is none is told', async () => {
  const { status, said } = await ask(['--wait', 'long']);
  assert.equal(status, 2);
  assert.match(said, /--wait/);
});
