import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApnsBehaviour, goneAt, startApns } from '../../../test/doubles/push/apns.ts';
import {
  createMovedClock,
  impatient,
  openThrough,
  reasonOf,
  resultsOf,
} from '../../../test/doubles/push/open-through.ts';
import { until } from '../../../test/support/until.ts';

async function start(t: TestContext, more: Record<string, string> = {}, patience = {}) {
  const clock = createMovedClock();
  const double = await startApns(clock.now);
  const push = openThrough({ ...double.environment, PORTICO_PUSH_IOS: 'apns', ...more }, { clock, ...patience });
  t.after(() => Promise.all([push.close(), double.close()]));
  const send: typeof push.send = (ids, options) => push.send(ids, { clientType: 'ios', ...options });
  return { clock, double, send };
}

const tokenOf = (index: number): string => index.toString(16).padStart(64, '0');
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => tokenOf(index));
const [token] = many(1) as [string];

test('apns: many devices are reached on one connection with one provider token', async (t) => {
  const { double, send } = await start(t);
  const outcomes = await send(many(300));
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['delivered']));
  assert.deepEqual(double.delivered.toSorted(), many(300));
  await send([token]);
  assert.deepEqual([double.connections(), double.providerTokens()], [1, 1]);
});

test('apns: topic, expiration, collapse id and an id that is the same for a repetition go with each', async (t) => {
  const { double, send } = await start(t);
  for (const key of ['one', 'one', 'two']) await send([token], { key });
  const [first, second, third] = double.requests.map(({ headers }) => headers);
  assert.deepEqual(
    [first?.['apns-id'] === second?.['apns-id'], first?.['apns-id'] === third?.['apns-id']],
    [true, false],
  );
  assert.equal(first?.['apns-topic'], 'com.example.portico');
  assert.equal(first?.['apns-collapse-id'], 'portico-7');
  assert.deepEqual(JSON.parse(double.requests[0]?.body ?? ''), {
    aps: { alert: { title: '标题', body: '内容' }, sound: 'default' },
    push_id: 7,
  });
});

const verdicts: Record<ApnsBehaviour, string> = {
  unregistered: 'unregistered',
  'bad-token': 'refused',
  'other-topic': 'refused',
  'busy-device': 'failed',
  busy: 'failed',
  overloaded: 'failed',
  down: 'failed',
  'expired-provider': 'delivered',
  'invalid-provider': 'failed',
  'too-many-updates': 'failed',
  stall: 'failed',
  'refuse-stream': 'delivered',
  'reset-stream': 'failed',
  goaway: 'delivered',
  'goaway-in-anger': 'failed',
  cut: 'failed',
  garbage: 'failed',
};

for (const [behaviour, result] of Object.entries(verdicts)) {
  test(`apns: answered as ${behaviour}, a device is ${result}`, async (t) => {
    const { double, send } = await start(t, {}, behaviour === 'stall' ? impatient : {});
    double.plan(token, behaviour as ApnsBehaviour);
    assert.deepEqual(resultsOf(await send([token])), { [token]: result });
  });
}

test('apns: a device that is gone is told with the moment since when', async (t) => {
  const { double, send } = await start(t);
  double.plan(token, 'unregistered');
  assert.deepEqual((await send([token]))[token], { result: 'unregistered', since: goneAt });
});

test('apns: after GOAWAY what was surely not looked at is told at once on another connection, nothing twice', async (t) => {
  const { double, send } = await start(t);
  await send([tokenOf(500)]);
  double.plan(tokenOf(20), 'goaway');
  double.plan(tokenOf(90), 'goaway');
  const outcomes = await send(many(200));
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['delivered']));
  assert.deepEqual(double.delivered.slice(1).toSorted(), many(200));
  assert.ok(double.connections() >= 2);
});

test('apns: after a GOAWAY with an error all that was begun later is told at once on another connection', async (t) => {
  const { double, send } = await start(t);
  double.plan(tokenOf(0), 'goaway-in-anger');
  const outcomes = await send(many(50));
  const failedOnes = Object.entries(outcomes).filter(([, { result }]) => result !== 'delivered');
  assert.deepEqual(
    failedOnes.map(([id]) => id),
    [tokenOf(0)],
  );
  assert.deepEqual(double.delivered.toSorted(), many(50).slice(1));
});

test('apns: a connection that is cut fails what was in flight, for it may have been told; the next is made anew', async (t) => {
  const { double, send } = await start(t);
  double.plan(tokenOf(0), 'stall');
  double.plan(tokenOf(1), 'cut');
  const outcomes = await send(many(2));
  assert.deepEqual(resultsOf(outcomes), { [tokenOf(0)]: 'failed', [tokenOf(1)]: 'failed' });
  assert.deepEqual(resultsOf(await send([tokenOf(2)])), { [tokenOf(2)]: 'delivered' });
  assert.equal(double.connections(), 2);
});

test('apns: a stream that stalls holds up no other', async (t) => {
  const { double, send } = await start(t);
  double.plan(tokenOf(0), 'stall');
  const ending = new AbortController();
  const stalled = send([tokenOf(0)], { signal: ending.signal });
  await until(() => double.requests.length === 1);
  assert.deepEqual(resultsOf(await send([tokenOf(1), tokenOf(2)])), {
    [tokenOf(1)]: 'delivered',
    [tokenOf(2)]: 'delivered',
  });
  ending.abort();
  assert.deepEqual(resultsOf(await stalled), { [tokenOf(0)]: 'failed' });
  assert.equal(double.connections(), 1);
});

test('apns: a provider token is used for 40 minutes and then signed anew', async (t) => {
  const { clock, double, send } = await start(t);
  await send([token]);
  clock.advance(39 * 60_000);
  await send([token]);
  assert.equal(double.providerTokens(), 1);
  clock.advance(60_000);
  assert.deepEqual(resultsOf(await send(many(5))), Object.fromEntries(many(5).map((id) => [id, 'delivered'])));
  assert.equal(double.providerTokens(), 2);
});

test('apns: a provider token that is called expired is renewed once for all, and no more within 20 minutes', async (t) => {
  const { clock, double, send } = await start(t);
  await send([token]);
  clock.advance(25 * 60_000);
  for (const id of many(3)) double.plan(id, 'expired-provider');
  assert.deepEqual(resultsOf(await send(many(3))), Object.fromEntries(many(3).map((id) => [id, 'delivered'])));
  assert.equal(double.providerTokens(), 2);
  double.plan(token, 'expired-provider', 'expired-provider');
  assert.match(reasonOf((await send([token]))[token]), /ExpiredProviderToken/);
  assert.equal(double.providerTokens(), 2);
});

test('apns: told to wait it sends nothing until then', async (t) => {
  const { clock, double, send } = await start(t);
  double.plan(token, 'busy');
  await send([token]);
  const asked = double.requests.length;
  clock.advance(43_000);
  assert.match(reasonOf((await send([token]))[token]), /no request until/);
  assert.equal(double.requests.length, asked);
  clock.advance(3_000);
  assert.deepEqual(resultsOf(await send([token])), { [token]: 'delivered' });
});

test('apns: nobody there fails every device, and the next push finds it back', async (t) => {
  const { send } = await start(t, { PORTICO_PUSH_APNS_ENDPOINT: 'http://127.0.0.1:1' });
  assert.deepEqual(resultsOf(await send(many(3))), Object.fromEntries(many(3).map((id) => [id, 'failed'])));
});

test('apns: another key, team or topic is refused by the double as by Apple, and disables nobody', async (t) => {
  for (const more of [
    { PORTICO_PUSH_APNS_KEY_ID: 'WRONGKEYID' },
    { PORTICO_PUSH_APNS_TEAM_ID: 'WRONGTEAM1' },
    { PORTICO_PUSH_APNS_TOPIC: 'com.example.other' },
  ]) {
    const { double, send } = await start(t, more);
    assert.notEqual((await send([token]))[token]?.result, 'unregistered');
    assert.deepEqual(double.delivered, []);
  }
});

test('apns: a payload has 4096 bytes at most, cut between characters', async (t) => {
  const { double, send } = await start(t);
  for (const body of ['汉'.repeat(4_000), '😀'.repeat(2_000), '"\\\n'.repeat(1_333)]) {
    assert.deepEqual(resultsOf(await send([token], { body })), { [token]: 'delivered' });
    const bytes = Buffer.byteLength(double.requests.at(-1)?.body ?? '');
    assert.ok(bytes > 4_085 && bytes <= 4_096, `${bytes} bytes`);
  }
});

/** What accepts connections and does with them what it is told; never ends one by itself. */
async function startBare(t: TestContext, onConnection: (socket: Socket) => void): Promise<Server & { port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.resume();
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

test('apns: a connection that the other side never ends is gone when the vendor is closed: the process can end', {
  timeout: 20_000,
}, async (t) => {
  const double = await startApns();
  t.after(double.close);
  // Settings, and a GOAWAY before the first stream.
  const frames = Buffer.from('000000040000000000' + '000008070000000000' + '0000000000000000', 'hex');
  let accepted = 0;
  const server = await startBare(t, (socket) => {
    accepted += 1;
    socket.write(frames);
  });
  const openSockets = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
  const before = openSockets();
  const endpoint = { PORTICO_PUSH_APNS_ENDPOINT: `http://127.0.0.1:${server.port}` };
  const push = openThrough({ ...double.environment, PORTICO_PUSH_IOS: 'apns', ...endpoint });
  assert.deepEqual(resultsOf(await push.send([token], { clientType: 'ios' })), { [token]: 'failed' });
  await push.close();
  // Of each connection the server's half is left.
  while (openSockets() > before + accepted) await delay(20);
});

test('apns: neither a run that is to end nor the end of the server waits for a connection that does not come', {
  timeout: 8_000,
}, async (t) => {
  const double = await startApns();
  t.after(double.close);
  const connected = Promise.withResolvers<Socket>();
  const silent = await startBare(t, connected.resolve);
  const endpoint = { PORTICO_PUSH_APNS_ENDPOINT: `https://127.0.0.1:${silent.port}` };
  const push = openThrough({ ...double.environment, PORTICO_PUSH_IOS: 'apns', ...endpoint }, { requestMs: 60_000 });
  const stopping = new AbortController();
  const sending = push.send([token], { clientType: 'ios', signal: stopping.signal });
  const socket = await connected.promise;
  stopping.abort();
  assert.deepEqual(resultsOf(await sending), { [token]: 'failed' });
  const ended = once(socket, 'end');
  await push.close();
  await ended;
});
