import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createKeptConnections, createOwnConnections } from './connections.ts';
import { longestAnswerBytes, VendorUnreachable } from './vendor-http.ts';

const never = new AbortController().signal;
const post = (url: string) => ({ method: 'POST' as const, url, headers: {}, body: 'a body' });

async function listen(context: TestContext, server: Server): Promise<{ host: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket
      .resume()
      .on('error', () => undefined)
      .once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

const serve = (context: TestContext, listener: RequestListener) => listen(context, createServer(listener));

/** Unlike `once`, it does not mind a reset. */
async function allClosed(sockets: Set<Socket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}

async function unreachable(asking: Promise<unknown>): Promise<VendorUnreachable> {
  try {
    await asking;
  } catch (error) {
    if (error instanceof VendorUnreachable) return error;
    throw error;
  }
  return assert.fail('it was answered');
}

test('own connection: a connection that does not stand in time surely carried nothing', async (context) => {
  // It accepts, and never says a word of TLS.
  const { host, sockets } = await listen(context, createTcpServer());
  const failure = await unreachable(createOwnConnections(50)(post(`https://${host}/`), never));
  assert.equal(failure.mayHaveArrived, false);
  assert.match(failure.message, /the connection takes too long/);
  await allClosed(sockets);
});

test('own connection: who was held up does not take one that stands for one that does not', async (context) => {
  const { host } = await serve(context, (_request, response) => response.end('heard'));
  const asking = createOwnConnections(50)(post(`http://${host}/`), never);
  // The time begins within these ticks; that the connection stands is heard after them.
  for (let ticks = 0; ticks < 5; ticks += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
  const heldUp = performance.now() + 200;
  while (performance.now() < heldUp);
  assert.equal((await asking).body, 'heard');
});

test('own connection: one that is given up before it stands carried nothing, one that stands may have', async (context) => {
  const silent = await listen(context, createTcpServer());
  const early = AbortSignal.timeout(50);
  const before = await unreachable(createOwnConnections(60_000)(post(`https://${silent.host}/`), early));
  assert.equal(before.mayHaveArrived, false);

  const arrived = Promise.withResolvers<void>();
  const hanging = await serve(context, () => arrived.resolve());
  const controller = new AbortController();
  const asking = unreachable(createOwnConnections(60_000)(post(`http://${hanging.host}/`), controller.signal));
  await arrived.promise;
  controller.abort();
  assert.equal((await asking).mayHaveArrived, true);
  await allClosed(hanging.sockets);
});

test('own connection: what is given up already is not begun', async (context) => {
  const { host, sockets } = await serve(context, (_request, response) => response.end());
  const failure = await unreachable(createOwnConnections(60_000)(post(`http://${host}/`), AbortSignal.abort()));
  assert.equal(failure.mayHaveArrived, false);
  assert.equal(sockets.size, 0);
});

test('own connection: of an endless answer 64 KiB are read, and then it is cut off', async (context) => {
  const { host, sockets } = await serve(context, (_request, response) => {
    const write = (): void => {
      while (response.write('x'.repeat(10_000)));
      response.once('drain', write);
    };
    write();
  });
  const { body } = await createOwnConnections(60_000)(post(`http://${host}/`), never);
  assert.equal(body.length, longestAnswerBytes);
  await allClosed(sockets);
});

test('own connection: a redirect is an answer, and is not followed', async (context) => {
  let asked = 0;
  const { host } = await serve(context, (_request, response) => {
    asked += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const { status, headers } = await createOwnConnections(60_000)(post(`http://${host}/`), never);
  assert.deepEqual([status, headers.get('location'), asked], [307, '/elsewhere', 1]);
});

test('own connection: each request has a connection of its own', async (context) => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('done'));
  server.on('connection', () => {
    connections += 1;
  });
  const { host } = await listen(context, server);
  const send = createOwnConnections(60_000);
  for (let count = 0; count < 3; count += 1) assert.equal((await send(post(`http://${host}/`), never)).body, 'done');
  assert.equal(connections, 3);
});

test('kept connections: a request that waited for the connection of another may have arrived, and leaves nothing on it', async (context) => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warn);
  context.after(() => process.off('warning', warn));
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === '/reset') request.socket.resetAndDestroy();
    else response.end('done');
  });
  server.on('connection', () => {
    connections += 1;
  });
  const { host } = await listen(context, server);
  const kept = createKeptConnections(1, 60_000);
  context.after(kept.close);
  const asked = Array.from({ length: 30 }, () => kept.send(post(`http://${host}/`), never));
  const failed = unreachable(kept.send(post(`http://${host}/reset`), never));
  for (const { body } of await Promise.all(asked)) assert.equal(body, 'done');
  assert.deepEqual([(await failed).mayHaveArrived, connections], [true, 1]);
  assert.deepEqual(warnings, []);
});
