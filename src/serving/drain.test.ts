import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../test/support/until.ts';
import { createDrain } from './drain.ts';

async function startServer(limitMs: number) {
  const server = createServer({ keepAliveTimeout: 60_000 });
  const drain = createDrain(server, limitMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, drain, port: (server.address() as AddressInfo).port };
}

/** Sends a request over a connection that is to be kept alive; answers when the server has it. */
async function ask(server: ReturnType<typeof createServer>, port: number, agent = new Agent({ keepAlive: true })) {
  const asked = get({ port, host: '127.0.0.1', agent });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { asked, answered, response };
}

/** An agent whose one connection was answered, is kept alive, and carries nothing. */
async function askAndKeep(server: ReturnType<typeof createServer>, port: number): Promise<Agent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { answered, response } = await ask(server, port, agent);
  const free = once(agent, 'free');
  response.end();
  (await answered)[0].resume();
  await free;
  return agent;
}

test('an ending server finishes the request in flight, tells its connection to close, and takes no new one', async () => {
  const { server, drain, port } = await startServer(60_000);
  const { answered, response } = await ask(server, port);
  const drained = drain.end();
  const [refusal] = await once(connect(port, '127.0.0.1'), 'error');
  assert.equal(refusal.code, 'ECONNREFUSED');
  response.end('whole');
  const [answer] = await answered;
  assert.equal(answer.headers.connection, 'close');
  assert.equal((await answer.toArray()).join(''), 'whole');
  await drained;
});

test('an ending server sends a download in flight to its end, and closes what was to be kept alive', async () => {
  const { server, drain, port } = await startServer(60_000);
  const { answered, response } = await ask(server, port);
  response.writeHead(200, { 'Content-Length': 10 });
  response.write('first');
  const [answer] = await answered;
  assert.equal(answer.headers.connection, 'keep-alive');
  const drained = drain.end();
  response.end('after');
  assert.equal((await answer.toArray()).join(''), 'firstafter');
  await drained;
});

test('an ending server does not wait for connections that never sent a request, nor for idle ones', async () => {
  const { server, drain, port } = await startServer(60_000);
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const { answered, response } = await ask(server, port);
  response.end();
  (await answered)[0].resume();
  await Promise.all([drain.end(), once(silent, 'close')]);
});

test('an ending server answers what comes over a connection that was kept alive, and closes it with the answer', async () => {
  const { server, drain, port } = await startServer(60_000);
  const agent = await askAndKeep(server, port);
  const drained = drain.end();
  const second = await ask(server, port, agent);
  assert.equal(second.asked.reusedSocket, true);
  second.response.end('whole');
  const [answer] = await second.answered;
  assert.equal(answer.headers.connection, 'close');
  assert.equal((await answer.toArray()).join(''), 'whole');
  await drained;
});

test('a request that came while the process itself stood still is answered, and its connection not taken for idle', async () => {
  const { server, drain, port } = await startServer(60_000);
  const agent = await askAndKeep(server, port);
  const drained = drain.end();
  const asking = ask(server, port, agent);
  // Once the request has been sent, and before it is read.
  process.nextTick(() => process.nextTick(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)));
  const { answered, response } = await asking;
  response.end('whole');
  assert.equal((await (await answered)[0].toArray()).join(''), 'whole');
  await drained;
});

test('a server that has ended is let go, and is not looked after any more', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const ended: Array<WeakRef<object>> = [];
  for (let n = 0; n < 10; n += 1) {
    const { server, drain } = await startServer(60_000);
    ended.push(new WeakRef(server));
    await drain.end();
  }
  // What the last turn held may still be on the stack.
  const isLetGo = (): boolean => ended.filter((server) => server.deref() !== undefined).length < 5;
  await until(() => {
    collect();
    return isLetGo();
  });
  assert.ok(isLetGo());
});

test('an ending server cuts off at its limit what does not end', async () => {
  const { server, drain, port } = await startServer(50);
  const { asked, answered } = await ask(server, port);
  const failed = assert.rejects(answered, { code: 'ECONNRESET' });
  await drain.end();
  await failed;
  asked.destroy();
});

test('a server whose end is announced goes on answering, new connections too, and closes each with its answer', async () => {
  const { server, drain, port } = await startServer(60_000);
  const before = await ask(server, port);
  drain.announce();
  const after = await ask(server, port);
  for (const { answered, response } of [before, after]) {
    response.end('whole');
    const [answer] = await answered;
    assert.equal(answer.headers.connection, 'close');
    assert.equal((await answer.toArray()).join(''), 'whole');
  }
  await drain.end();
});

test('an announced end cuts off no connection that is kept alive: it may be in use already at its other side', async () => {
  const { server, drain, port } = await startServer(60_000);
  const agent = await askAndKeep(server, port);
  drain.announce();
  const second = await ask(server, port, agent);
  assert.equal(second.asked.reusedSocket, true);
  second.response.end();
  assert.equal((await second.answered)[0].headers.connection, 'close');
  (await second.answered)[0].resume();
  await drain.end();
});
