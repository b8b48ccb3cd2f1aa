import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type JpushBehaviour, startJpush } from '../../../test/doubles/push/jpush.ts';
import {
  createMovedClock,
  impatient,
  openThrough,
  reasonOf,
  resultsOf,
} from '../../../test/doubles/push/open-through.ts';

async function start(t: TestContext, more: Record<string, string> = {}, patience = {}) {
  const clock = createMovedClock();
  const double = await startJpush();
  const push = openThrough({ ...double.environment, PORTICO_PUSH_VENDOR: 'jpush', ...more }, { clock, ...patience });
  t.after(() => Promise.all([push.close(), double.close()]));
  return { clock, double, push };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `rid-${index}`);

test('jpush: a push reaches a list of a thousand in one request, with the Basic header of its documents’ example', async (t) => {
  const { double, push } = await start(t);
  const outcomes = await push.send(many(1_001));
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['delivered']));
  assert.deepEqual([double.requests.length, double.delivered.toSorted()], [2, many(1_001).toSorted()]);
  const { audience, cid, ...request } = double.requests[0] ?? {};
  assert.ok(cid && audience);
  assert.deepEqual(request, {
    platform: ['android', 'ios'],
    notification: {
      android: { alert: '内容', title: '标题', extras: { push_id: '7' } },
      ios: { alert: { title: '标题', body: '内容' }, sound: 'default', extras: { push_id: '7' } },
    },
    options: { time_to_live: 86_400, apns_production: true, apns_collapse_id: 'portico-7' },
  });
});

const verdicts: Record<JpushBehaviour, string> = {
  unregistered: 'unregistered',
  'invalid-id': 'unregistered',
  'invalid-message': 'refused',
  unauthorized: 'failed',
  'too-often': 'failed',
  down: 'failed',
  hang: 'failed',
  late: 'failed',
  reset: 'failed',
  garbage: 'failed',
  nameless: 'failed',
};

for (const [behaviour, result] of Object.entries(verdicts)) {
  test(`jpush: answered as ${behaviour}, a device is ${result}`, async (t) => {
    const { double, push } = await start(t, {}, behaviour === 'hang' || behaviour === 'late' ? impatient : {});
    double.plan('rid-0', behaviour as JpushBehaviour);
    assert.deepEqual(resultsOf(await push.send(['rid-0'])), { 'rid-0': result });
  });
}

test('jpush: an id that is none of its own is found among many, and the others are reached once', async (t) => {
  const { double, push } = await start(t);
  for (const id of ['rid-2', 'rid-17']) double.plan(id, ...Array<JpushBehaviour>(12).fill('invalid-id'));
  const outcomes = await push.send(many(20));
  const bad = Object.entries(outcomes).filter(([, { result }]) => result !== 'delivered');
  assert.deepEqual(
    bad.map(([id, { result }]) => [id, result]),
    [
      ['rid-2', 'unregistered'],
      ['rid-17', 'unregistered'],
    ],
  );
  assert.equal(double.delivered.length, 18);
  assert.equal(new Set(double.delivered).size, 18);
});

test('jpush: a list that was delivered and not answered in time is told under the same cid again, and delivered once', async (t) => {
  const { double, push } = await start(t);
  double.plan('rid-1', 'late');
  // Its time is over when the list was delivered, however long that takes.
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const late = push.send(many(2));
  while (double.delivered.length < 2) await new Promise(setImmediate);
  t.mock.timers.tick(60_000);
  assert.deepEqual(resultsOf(await late), { 'rid-0': 'failed', 'rid-1': 'failed' });
  t.mock.timers.reset();
  const again = await push.send(many(2));
  assert.equal(double.requests.length, 2);
  assert.equal(new Set(double.requests.map(({ cid }) => cid)).size, 1);
  assert.equal(double.delivered.length, 2);
  // The double gives the answer that it did not give before.
  assert.deepEqual(new Set(Object.values(resultsOf(again))), new Set(['delivered']));
  await push.send(many(2), { key: 'of another push' });
  assert.equal(double.delivered.length, 4);
});

test('jpush: told that it is asked too often it is left alone for as long as it says', async (t) => {
  const { clock, double, push } = await start(t);
  double.plan('a', 'too-often');
  await push.send(['a']);
  clock.advance(35_000);
  assert.match(reasonOf((await push.send(['b'])).b), /no request until/);
  clock.advance(3_000);
  assert.deepEqual(resultsOf(await push.send(['b'])), { b: 'delivered' });
});

test('jpush: with a wrong secret every device fails; the sandbox of Apple is a setting', async (t) => {
  const wrong = await start(t, { PORTICO_PUSH_JPUSH_MASTER_SECRET: 'wrong' });
  assert.match(reasonOf((await wrong.push.send(['a'])).a), /401/);
  const sandbox = await start(t, { PORTICO_PUSH_JPUSH_APNS_PRODUCTION: 'false' });
  await sandbox.push.send(['a']);
  assert.equal((sandbox.double.requests[0]?.options as Record<string, unknown> | undefined)?.apns_production, false);
});

test('jpush: words are cut to what it takes, between characters', async (t) => {
  const { double, push } = await start(t);
  const words = { title: '长'.repeat(80), body: '😀'.repeat(4_000) };
  assert.deepEqual(resultsOf(await push.send(['a'], words)), { a: 'delivered' });
  const { android } = (double.requests[0] as Record<string, unknown>).notification as {
    android: Record<string, string>;
  };
  assert.match(android.alert ?? '', /^(😀)+…$/u);
  assert.equal([...(android.title ?? '')].length, 50);
});
