import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type FcmBehaviour, startFcm } from '../../../test/doubles/push/fcm.ts';
import {
  createMovedClock,
  impatient,
  openThrough,
  reasonOf,
  resultsOf,
} from '../../../test/doubles/push/open-through.ts';

async function start(t: TestContext, patience = {}) {
  const clock = createMovedClock();
  const double = await startFcm(clock.now);
  const push = openThrough({ ...double.environment, PORTICO_PUSH_ANDROID: 'fcm' }, { clock, ...patience });
  t.after(() => Promise.all([push.close(), double.close()]));
  return { clock, double, push };
}

test('fcm: a push reaches each device with one access token for all of them, its words and its id', async (t) => {
  const { double, push } = await start(t);
  const ids = Array.from({ length: 150 }, (_, index) => `token-${index}`);
  const outcomes = await push.send(ids);
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['delivered']));
  assert.deepEqual([[...double.delivered].sort(), double.grants()], [ids.toSorted(), 1]);
  const { token, ...message } = double.messages[0] ?? {};
  assert.deepEqual(message, {
    notification: { title: '标题', body: '内容' },
    data: { push_id: '7' },
    android: { notification: { tag: 'portico-7' } },
    apns: { headers: { 'apns-collapse-id': 'portico-7' } },
  });
});

const verdicts: Record<FcmBehaviour, 'unregistered' | 'refused' | 'failed' | 'delivered'> = {
  unregistered: 'unregistered',
  'invalid-token': 'unregistered',
  'invalid-token-field': 'unregistered',
  'invalid-message': 'refused',
  'invalid-unnamed': 'refused',
  'wrong-sender': 'refused',
  quota: 'failed',
  busy: 'failed',
  down: 'failed',
  'expired-access': 'delivered',
  'third-party': 'failed',
  'not-found': 'failed',
  hang: 'failed',
  reset: 'failed',
  garbage: 'failed',
  nameless: 'failed',
};

for (const [behaviour, result] of Object.entries(verdicts)) {
  test(`fcm: answered as ${behaviour}, a device is ${result}`, async (t) => {
    const { double, push } = await start(t, behaviour === 'hang' ? impatient : {});
    double.plan('the-token', behaviour as FcmBehaviour);
    assert.deepEqual(resultsOf(await push.send(['the-token'])), { 'the-token': result });
  });
}

test('fcm: what one device is answered touches no other', async (t) => {
  const { double, push } = await start(t);
  double.plan('a', 'unregistered');
  double.plan('b', 'down');
  double.plan('c', 'garbage');
  assert.deepEqual(resultsOf(await push.send(['a', 'b', 'c', 'd'])), {
    a: 'unregistered',
    b: 'failed',
    c: 'failed',
    d: 'delivered',
  });
});

test('fcm: a token is renewed before its end, once for all who wait for it', async (t) => {
  const { clock, double, push } = await start(t);
  await push.send(['a']);
  clock.advance(54 * 60_000);
  await push.send(['a']);
  assert.equal(double.grants(), 1);
  clock.advance(60_000);
  await Promise.all([push.send(['a', 'b']), push.send(['c', 'd']), push.send(['e'])]);
  assert.equal(double.grants(), 2);
});

test('fcm: an access token that is not accepted is renewed once; one that never is fails the device', async (t) => {
  const { double, push } = await start(t);
  double.plan('a', 'expired-access', 'expired-access');
  assert.match(reasonOf((await push.send(['a'])).a), /401/);
  assert.deepEqual([double.grants(), double.delivered], [2, []]);
});

test('fcm: without an access token every device fails, and the vendor is asked for one once', async (t) => {
  const { double, push } = await start(t);
  let asked = 0;
  const refusals = [
    { status: 400, json: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } },
    { status: 200, text: '<html>' },
    { status: 503, text: '' },
    'hang',
    'reset',
  ] as const;
  for (const reply of refusals) {
    double.refuseGrants(() => {
      asked += 1;
      return reply;
    });
    // What hangs is out of time when it was asked, however long that takes.
    if (reply === 'hang') t.mock.timers.enable({ apis: ['setTimeout'] });
    const before = asked;
    const sending = push.send(['a', 'b', 'c']);
    if (reply === 'hang') {
      while (asked === before) await new Promise(setImmediate);
      t.mock.timers.tick(60_000);
    }
    assert.deepEqual(resultsOf(await sending), { a: 'failed', b: 'failed', c: 'failed' });
    t.mock.timers.reset();
  }
  assert.deepEqual([asked, double.messages.length], [refusals.length, 0]);
  double.refuseGrants(undefined);
  assert.deepEqual(resultsOf(await push.send(['a'])), { a: 'delivered' });
});

test('fcm: told to wait it sends nothing until then: the header’s time, a minute where there is none', async (t) => {
  const { clock, double, push } = await start(t);
  for (const [behaviour, seconds] of [
    ['busy', 30],
    ['quota', 60],
  ] as const) {
    double.plan('a', behaviour);
    await push.send(['a']);
    const before = double.messages.length;
    clock.advance(seconds * 1000 - 2_000);
    assert.match(reasonOf((await push.send(['b'])).b), /no request until/);
    assert.equal(double.messages.length, before);
    clock.advance(2_000);
    assert.deepEqual(resultsOf(await push.send(['b'])), { b: 'delivered' });
  }
});

test('fcm: when the run is to end, what is in flight is broken off and what was not begun is not', async (t) => {
  const { double, push } = await start(t);
  await push.send(['warm']);
  const ids = Array.from({ length: 100 }, (_, index) => `h-${index}`);
  for (const id of ids) double.plan(id, 'hang');
  const ending = new AbortController();
  const sending = push.send(ids, { signal: ending.signal });
  while (double.messages.length < 33) await new Promise(setImmediate);
  ending.abort();
  const outcomes = await sending;
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['failed']));
  assert.equal(double.messages.length, 33, 'the first, and as many as may be in flight');
  const notBegun = Object.values(outcomes).filter((outcome) => reasonOf(outcome) === 'not begun in time');
  assert.equal(notBegun.length, 68);
});

test('fcm: a body that is too long is cut between characters, and the message is as long as it may be', async (t) => {
  const { double, push } = await start(t);
  assert.deepEqual(resultsOf(await push.send(['a'], { body: '😀"\n'.repeat(1_300) })), { a: 'delivered' });
  const sent = JSON.stringify({ message: double.messages[0] });
  const bytes = Buffer.byteLength(sent);
  assert.ok(bytes <= 4_096 && bytes > 4_080, `${bytes} bytes`);
  assert.match(String(double.messages[0]?.notification?.body), /^(😀"\n)*(😀"?)?…$/u);
});
