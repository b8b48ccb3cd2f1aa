import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type GetuiBehaviour, startGetui } from '../../../test/doubles/push/getui.ts';
import {
  createMovedClock,
  impatient,
  openThrough,
  reasonOf,
  resultsOf,
} from '../../../test/doubles/push/open-through.ts';
import { signGetui } from './getui-api.ts';

async function start(t: TestContext, patience = {}) {
  const clock = createMovedClock();
  const double = await startGetui(clock.now);
  const push = openThrough({ ...double.environment, PORTICO_PUSH_VENDOR: 'getui' }, { clock, ...patience });
  t.after(() => Promise.all([push.close(), double.close()]));
  return { clock, double, push };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `cid-${index}`);
const pathsOf = ({ requests }: { requests: Array<{ path: string }> }): string[] => requests.map(({ path }) => path);

test('getui: the signature is SHA-256 of app key, milliseconds and master secret, as sha256sum computes it', () => {
  const keys = { appKey: 'doubleAppKey', masterSecret: 'double-master-secret' };
  assert.deepEqual(signGetui(keys, 1_700_000_000_000), {
    sign: '90e35efbde482f549b0f9250555d4a70823512e70002bef2588d421fca99ceb5',
    timestamp: '1700000000000',
    appkey: 'doubleAppKey',
  });
});

test('getui: one device is told by a single push, many by a message and lists of 200, each of them once', async (t) => {
  const { double, push } = await start(t);
  await push.send(['alone']);
  assert.deepEqual(pathsOf(double), ['/push/single/cid']);
  const outcomes = await push.send(many(450));
  assert.deepEqual(new Set(Object.values(outcomes).map(({ result }) => result)), new Set(['delivered']));
  assert.deepEqual(pathsOf(double).slice(1).sort(), [
    ...['/push/list/cid', '/push/list/cid', '/push/list/cid'],
    '/push/list/message',
  ]);
  assert.deepEqual(double.delivered.toSorted(), ['alone', ...many(450)].toSorted());
  assert.equal(double.grants(), 1);
});

test('getui: iOS devices get a message of their own, with the words for APNs', async (t) => {
  const { double, push } = await start(t);
  await push.send(['phone'], { clientType: 'ios' });
  assert.deepEqual(double.requests[0]?.body.push_channel, {
    ios: { type: 'notify', aps: { alert: { title: '标题', body: '内容' }, 'content-available': 0 } },
  });
});

const verdicts: Record<GetuiBehaviour, [single: string, inList: string]> = {
  unregistered: ['unregistered', 'unregistered'],
  'called-invalid': ['unregistered', 'unregistered'],
  'whole-list-invalid': ['unregistered', 'unregistered'],
  inactive: ['refused', 'refused'],
  'invalid-message': ['refused', 'refused'],
  'token-gone': ['delivered', 'delivered'],
  'too-often': ['failed', 'failed'],
  'no-package': ['failed', 'failed'],
  starting: ['failed', 'failed'],
  down: ['failed', 'failed'],
  hang: ['failed', 'failed'],
  reset: ['failed', 'failed'],
  garbage: ['failed', 'failed'],
  'odd-status': ['failed', 'failed'],
  'invalid-app': ['failed', 'failed'],
};

for (const [behaviour, [single, inList]] of Object.entries(verdicts)) {
  test(`getui: answered as ${behaviour}, a device is ${single}`, async (t) => {
    const { double, push } = await start(t, behaviour === 'hang' ? impatient : {});
    double.plan('cid-0', behaviour as GetuiBehaviour);
    assert.deepEqual(resultsOf(await push.send(['cid-0'])), { 'cid-0': single });
  });

  test(`getui: answered as ${behaviour} of one in a list, that is ${inList}`, async (t) => {
    const { double, push } = await start(t, behaviour === 'hang' ? impatient : {});
    // Asked for again alone, it is answered the same.
    double.plan(
      'cid-3',
      ...Array<GetuiBehaviour>(behaviour === 'token-gone' ? 1 : 8).fill(behaviour as GetuiBehaviour),
    );
    const outcomes = await push.send(many(6));
    assert.equal(outcomes['cid-3']?.result, inList);
    const isOfOne = ['unregistered', 'called-invalid', 'whole-list-invalid', 'inactive', 'odd-status', 'invalid-app'];
    const expected = isOfOne.includes(behaviour) ? 'delivered' : inList;
    assert.deepEqual(
      new Set(
        many(6)
          .filter((cid) => cid !== 'cid-3')
          .map((cid) => outcomes[cid]?.result),
      ),
      new Set([expected]),
    );
  });
}

test('getui: a token is kept for its day and renewed before its end, once for all who wait for it', async (t) => {
  const { clock, double, push } = await start(t);
  await push.send(['a']);
  clock.advance(23 * 3_600_000);
  await push.send(['a'], { key: 'another-key-of-a-job' });
  assert.equal(double.grants(), 1);
  clock.advance(55 * 60_000);
  await Promise.all([push.send(['b', 'c']), push.send(['d']), push.send(['e'])]);
  assert.equal(double.grants(), 2);
});

test('getui: with a wrong secret every device fails, and nothing is pushed', async (t) => {
  const { double } = await start(t);
  const environment = {
    ...double.environment,
    PORTICO_PUSH_GETUI_MASTER_SECRET: 'wrong',
    PORTICO_PUSH_ANDROID: 'getui',
  };
  const push = openThrough(environment);
  t.after(() => push.close());
  const outcomes = await push.send(['a', 'b']);
  assert.deepEqual(resultsOf(outcomes), { a: 'failed', b: 'failed' });
  assert.match(reasonOf(outcomes.a), /sign is invalid/);
  assert.deepEqual(double.requests, []);
});

test('getui: told that it is asked too often it is left alone for a minute', async (t) => {
  const { clock, double, push } = await start(t);
  double.plan('a', 'too-often');
  await push.send(['a']);
  const asked = double.requests.length;
  clock.advance(58_000);
  assert.match(reasonOf((await push.send(['b'])).b), /no request until/);
  assert.equal(double.requests.length, asked);
  clock.advance(3_000);
  assert.deepEqual(resultsOf(await push.send(['b'])), { b: 'delivered' });
});

test('getui: a repeated push has the same request id of 32 characters, and is delivered once', async (t) => {
  const { double, push } = await start(t);
  for (const key of ['one-key', 'one-key', 'another']) await push.send(['a'], { key });
  for (const key of ['one-key', 'one-key']) await push.send(many(3), { key });
  const ids = double.requests.map(({ body }) => body.request_id).filter((id) => id !== undefined);
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(String(id))));
  assert.deepEqual([ids[0] === ids[1], ids[0] === ids[2]], [true, false]);
  // A list that is repeated takes the message that is kept there already.
  assert.equal(ids.length, 4);
  assert.deepEqual(double.delivered.toSorted(), ['a', 'a', ...many(3)]);
});

test('getui: words are cut to what it takes, between characters', async (t) => {
  const { double, push } = await start(t);
  const words = { title: '😀'.repeat(60), body: '😀'.repeat(300) };
  assert.deepEqual(resultsOf(await push.send(['a'], words)), { a: 'delivered' });
  const { notification } = (double.requests[0] as (typeof double.requests)[number]).body.push_message as {
    notification: Record<string, string>;
  };
  assert.deepEqual([notification.title, notification.body], [`${'😀'.repeat(49)}…`, `${'😀'.repeat(255)}…`]);
});

test('getui: a list that another process had begun is told, not lost', async (t) => {
  const { clock, double, push } = await start(t);
  const next = openThrough({ ...double.environment, PORTICO_PUSH_VENDOR: 'getui' }, { clock });
  t.after(next.close);
  assert.deepEqual(new Set(Object.values(resultsOf(await push.send(many(3))))), new Set(['delivered']));
  assert.deepEqual(new Set(Object.values(resultsOf(await next.send(many(3))))), new Set(['delivered']));
  assert.deepEqual(double.delivered, [...many(3), ...many(3)]);
});

test('getui: in a list of apps that are all gone, of whom its answer says nothing, each is unregistered', async (t) => {
  const { push } = await start(t);
  const cids = ['gone-1', 'gone-2', 'gone-3'];
  assert.deepEqual(Object.values(resultsOf(await push.send(cids))), Array(3).fill('unregistered'));
});
