import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { startReceiver, status } from '../../../test/support/webhook-receiver.ts';
import { signWebhook } from './signature.ts';
import { createWebhookSender } from './webhooks.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = () => ({ id: 'msg_1', at: Date.now(), body: '{"type":"a.b"}', secrets: [secret] });
const local = { allowLoopback: true, allowPrivate: false, httpsOnly: false };
const answering = (...addresses: string[]): LookupAddress[] => addresses.map((address) => ({ address, family: 4 }));

test('webhooks: the signature is the one that Standard Webhooks publishes as its example', () => {
  const signed = signWebhook({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: 1_614_265_330_999,
    body: '{"test": 2432232314}',
    secrets: [secret],
  });
  assert.deepEqual(signed, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('webhooks: while a secret is being replaced the standard’s own library verifies with either', () => {
  const former = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const { body, ...rest } = message();
  const headers = signWebhook({ ...rest, body, secrets: [secret, former] });
  for (const each of [secret, former]) assert.deepEqual(new Webhook(each).verify(body, headers), { type: 'a.b' });
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  assert.throws(() => new Webhook(other).verify(body, headers));
});

test('webhooks: what arrives is a POST of the body with its headers, and any 2xx is success', async (context) => {
  const receiver = await startReceiver(context);
  receiver.answer = status(204);
  const outcome = await createWebhookSender(local).send({ ...message(), url: receiver.url });
  assert.deepEqual([outcome.failure, outcome.status], [undefined, 204]);
  assert.equal(receiver.arrived[0]?.body, '{"type":"a.b"}');
  assert.match(String(receiver.arrived[0]?.headers['content-type']), /^application\/json/);
});

test('webhooks: a name whose answer changes is judged by the answer that is connected to, each time', async (context) => {
  const receiver = await startReceiver(context);
  const answers = [answering('127.0.0.1'), answering('10.0.0.1')];
  const asked: string[] = [];
  const resolve = async (hostname: string) => {
    asked.push(hostname);
    return answers.shift() ?? [];
  };
  const sender = createWebhookSender({ ...local, resolve });
  const url = `http://rebinding.example:${receiver.port}/hook`;
  assert.equal((await sender.send({ ...message(), url })).failure, undefined);
  assert.equal(asked.length, 1, 'no second answer could be used: none was asked for');
  assert.equal((await sender.send({ ...message(), url })).failure, 'address-refused');
  assert.deepEqual([asked.length, receiver.arrived.length], [2, 1]);
});

test('webhooks: of a name with addresses that are refused and others only the others are connected to', async (context) => {
  const receiver = await startReceiver(context);
  const refused = ['169.254.169.254', '10.0.0.1', '192.168.0.1'];
  const sender = (...addresses: string[]) =>
    createWebhookSender({ ...local, resolve: async () => answering(...addresses) });
  const url = `http://mixed.example:${receiver.port}/hook`;
  assert.equal((await sender(...refused, '127.0.0.1').send({ ...message(), url })).failure, undefined);
  assert.equal(receiver.arrived.length, 1);
  assert.equal((await sender(...refused).send({ ...message(), url })).failure, 'address-refused');
});

test('webhooks: in production this machine is not reached, by address or by name', async (context) => {
  const receiver = await startReceiver(context);
  const strict = { allowLoopback: false, allowPrivate: false, httpsOnly: false };
  const byName = createWebhookSender({ ...strict, resolve: async () => answering('127.0.0.1') });
  for (const host of ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'localhost.', 'receiver.example']) {
    const { failure } = await byName.send({ ...message(), url: `http://${host}:${receiver.port}/` });
    assert.equal(failure, 'address-refused', host);
  }
  const bySystem = await createWebhookSender(strict).send({ ...message(), url: `http://localhost:${receiver.port}/` });
  assert.equal(bySystem.failure, 'address-refused');
  assert.equal(receiver.arrived.length, 0);
});

test('webhooks: a redirect is a failure that is told as such, and is not followed', async (context) => {
  const [receiver, target] = [await startReceiver(context), await startReceiver(context)];
  for (const code of [301, 302, 307, 308]) {
    receiver.answer = (response) => response.writeHead(code, { location: target.url }).end();
    const outcome = await createWebhookSender(local).send({ ...message(), url: receiver.url });
    assert.deepEqual([outcome.failure, outcome.status], ['redirected', code]);
  }
  assert.equal(target.arrived.length, 0);
});

test('webhooks: other statuses are failures, 410 one of its own, each with the beginning of what was answered', async (context) => {
  const receiver = await startReceiver(context);
  for (const [code, failure] of [
    [400, 'status'],
    [404, 'status'],
    [410, 'gone'],
    [500, 'status'],
  ] as const) {
    receiver.answer = (response) => response.writeHead(code).end(`不行\0${'x'.repeat(5000)}`);
    const outcome = await createWebhookSender(local).send({ ...message(), url: receiver.url });
    assert.deepEqual([outcome.failure, outcome.status], [failure, code]);
    assert.equal(outcome.answer, `不行\uFFFD${'x'.repeat(997)}`);
  }
});

test('webhooks: an answer without end is read to its bound, and counts by its status', async (context) => {
  const receiver = await startReceiver(context);
  let closed: Promise<unknown> | undefined;
  let poured = 0;
  receiver.answer = (response) => {
    closed = new Promise((resolve) => response.on('close', resolve));
    const pour = (): void => {
      do poured += 16_384;
      while (response.write(Buffer.alloc(16_384, 'x')));
      response.once('drain', pour);
    };
    pour();
  };
  const outcome = await createWebhookSender(local).send({ ...message(), url: receiver.url });
  assert.deepEqual([outcome.failure, outcome.status, outcome.answer.length], [undefined, 200, 1000]);
  await closed;
  // What lay in the buffers between the two is more than what was read, and far less than comes until the deadline.
  assert.ok(poured < 64 * 1_048_576, `${poured} bytes were poured out`);
});

test('webhooks: a receiver that says nothing is given up at the deadline', async (context) => {
  const receiver = await startReceiver(context);
  receiver.answer = () => undefined;
  const sender = createWebhookSender({ ...local, deadlineMs: 50 });
  const outcome = await sender.send({ ...message(), url: receiver.url });
  assert.deepEqual([outcome.failure, outcome.status], ['timed-out', undefined]);
});

test('webhooks: a name that does not resolve in time is given up at the deadline too', async () => {
  const sender = createWebhookSender({ ...local, deadlineMs: 50, resolve: () => new Promise(() => {}) });
  assert.equal((await sender.send({ ...message(), url: 'http://slow.example/' })).failure, 'timed-out');
});

test('webhooks: garbage, a reset and a closed port each have their word', async (context) => {
  const answers: Array<(socket: Socket) => void> = [
    (socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n'),
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end(),
  ];
  const words: unknown[] = [];
  for (const answer of answers) {
    const port = await startRaw(context, answer);
    words.push((await createWebhookSender(local).send({ ...message(), url: `http://127.0.0.1:${port}/` })).failure);
  }
  let close = async (): Promise<void> => {};
  const closed = await startReceiver({
    after(ending) {
      close = ending;
    },
  });
  await close();
  words.push((await createWebhookSender(local).send({ ...message(), url: closed.url })).failure);
  assert.deepEqual(words, ['garbled', 'unreachable', 'unreachable', 'unreachable']);
});

test('webhooks: a receiver that switches protocols has answered another status, and holds nothing up', async (context) => {
  const answer = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi';
  const port = await startRaw(context, (socket) => socket.write(answer));
  const sending = createWebhookSender(local).send({ ...message(), url: `http://127.0.0.1:${port}/` });
  const outcome = await Promise.race([sending, setTimeout(5_000, undefined, { ref: false })]);
  assert.deepEqual([outcome?.failure, outcome?.status, outcome?.answer], ['status', 101, '']);
});

test('webhooks: https to what speaks no TLS is not secure, and a name that is none is unresolved', async (context) => {
  const receiver = await startReceiver(context);
  const sender = createWebhookSender({
    ...local,
    resolve: async () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' })),
  });
  const url = receiver.url.replace('http:', 'https:');
  assert.equal((await sender.send({ ...message(), url })).failure, 'not-secure');
  assert.equal((await sender.send({ ...message(), url: 'http://nowhere.example/' })).failure, 'unresolved');
});

async function startRaw(context: TestContext, answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as { port: number }).port;
}
