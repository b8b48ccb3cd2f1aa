import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFcm } from '../../../test/doubles/push/fcm.ts';
import { startGetui } from '../../../test/doubles/push/getui.ts';
import { listenHttp, type Received, type Reply } from '../../../test/doubles/push/http-double.ts';
import { startJpush } from '../../../test/doubles/push/jpush.ts';
import { openThrough, resultsOf } from '../../../test/doubles/push/open-through.ts';
import { createPause } from './pause.ts';

/** What each says of a device whose app is gone, and what it is asked for before. */
const vendors = {
  fcm: {
    start: startFcm,
    path: '',
    gone: { error: { code: 404, status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] } },
    before: () => undefined,
  },
  getui: {
    start: startGetui,
    path: '/v2',
    gone: { code: 20001, msg: 'target user is invalid', data: {} },
    before: ({ path }: Received) =>
      path.endsWith('/auth')
        ? { code: 0, data: { token: 'token', expire_time: String(Date.now() + 86_400_000) } }
        : undefined,
  },
  jpush: {
    start: startJpush,
    path: '',
    gone: { error: { code: 1011, message: 'cannot find user by this audience' } },
    before: ({ method }: Received) => (method === 'GET' ? { cidlist: ['cid'] } : undefined),
  },
};

for (const [name, { start, path, gone, before }] of Object.entries(vendors)) {
  test(`${name}: with an answer of 5xx no device is called unregistered, whatever else it says`, async (t) => {
    const double = await start();
    let status = 500;
    const server = await listenHttp((request): Reply => {
      const json = before(request);
      return json ? { status: 200, json } : { status, json: gone };
    });
    t.after(() => Promise.all([double.close(), server.close()]));
    const push = openThrough({
      ...double.environment,
      PORTICO_PUSH_VENDOR: name,
      [`PORTICO_PUSH_${name.toUpperCase()}_ENDPOINT`]: `${server.url}${path}`,
    });
    t.after(push.close);
    assert.deepEqual(resultsOf(await push.send(['a'])), { a: 'failed' });
    status = 400;
    assert.deepEqual(resultsOf(await push.send(['a'])), { a: 'unregistered' });
  });
}

test('push: a vendor that wants to be left alone is so for its time, also where the clock is set back a day', () => {
  const clock = { at: Date.parse('2026-03-04T05:06:07Z'), now: () => clock.at };
  const pause = createPause(clock);
  pause.begin('fcm', '90', 60);
  clock.at += 89_000;
  assert.match(pause.reason() ?? '', /2026-03-04T05:07:37/);
  clock.at -= 86_400_000;
  assert.equal(pause.reason(), undefined);
  pause.begin('fcm', undefined, 60);
  clock.at += 59_000;
  assert.match(pause.reason() ?? '', /2026-03-03T05:08:36/);
  clock.at += 1_000;
  assert.equal(pause.reason(), undefined);
});
