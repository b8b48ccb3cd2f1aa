import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { call, startPortico } from './support/portico.ts';
import { until } from './support/until.ts';

const mebibyte = 1024 * 1024;
const boundary = '--b\r\nContent-Disposition: form-data; name="account"\r\n\r\n';

/** Sends a body but for its end, and waits. */
async function stall(url: string, type: string, begins: string, bytes: number): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  const head = `POST /api/auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${bytes + 1}\r\n\r\n`;
  socket.resume().write(head + begins.padEnd(bytes, 'x'));
  return socket;
}

for (const [what, type, begins] of [
  ['JSON', 'application/json', '{"account":"'],
  ['forms with parts', 'multipart/form-data; boundary=b', boundary],
] as const) {
  test(`mobile *: ${what} that stall take no more than their share of memory, and keep out no ordinary request`, async (t) => {
    const { url } = await startPortico(t);
    const register = (bytes: number) => call(`${url}/api/auth/register`, 'POST', { account: 'x'.repeat(bytes) });
    const answers = async (bytes: number, status: number): Promise<boolean> =>
      (await register(bytes)).status === status;
    assert.ok(await answers(500_000, 200));
    const stallAll = (count: number, bytes: number): Promise<Socket[]> =>
      Promise.all(Array.from({ length: count }, () => stall(url, type, begins, bytes)));
    const large = await stallAll(150, mebibyte - 1_000);
    await until(() => answers(500_000, 503));
    // The last one that was refused left room behind, as much as it had taken.
    const sockets = [...large, ...(await stallAll(40, 100_000))];
    await until(async () => {
      for (let time = 0; time < 5; time += 1) if (!(await answers(500_000, 503))) return false;
      return true;
    });
    const refused = await register(500_000);
    assert.deepEqual([refused.status, refused.body.code], [503, 10_000]);
    assert.ok(await answers(10_000, 200));
    for (const socket of sockets) socket.destroy();
    await until(() => answers(500_000, 200));
    assert.ok(await answers(500_000, 200), 'all of it is given back');
  });
}
