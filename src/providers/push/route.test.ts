import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFcm } from '../../../test/doubles/push/fcm.ts';
import { openThrough, reasonOf } from '../../../test/doubles/push/open-through.ts';
import type { PushSender } from '../../core/ports.ts';
import { createPushRoute } from './route.ts';

test('push route: a device whose client type has no vendor is refused, in words, and nobody is asked', async (t) => {
  const fcm = await startFcm();
  const push = openThrough({ ...fcm.environment, PORTICO_PUSH_ANDROID: 'fcm' });
  t.after(() => Promise.all([push.close(), fcm.close()]));
  for (const clientType of ['ios', '', '__proto__', 'constructor']) {
    const { a } = await push.send(['a'], { clientType });
    assert.deepEqual([a?.result, reasonOf(a)], ['refused', `no push vendor is configured for ${clientType}`]);
  }
  assert.equal(fcm.messages.length, 0);
});

test('push route: a vendor that breaks fails its own devices alone', async () => {
  const works: PushSender = {
    send: async (_, devices) => new Map(devices.map(({ id }) => [id, { result: 'delivered' }])),
  };
  const breaks: PushSender = {
    async send() {
      throw new Error('it broke');
    },
  };
  const route = createPushRoute(
    new Map([
      ['android', breaks],
      ['ios', works],
    ]),
  );
  const devices = ['android', 'ios'].map((clientType, id) => ({ id, clientId: `c-${id}`, clientType }));
  const outcomes = await route.send({ pushId: 1, title: '', body: '', key: '' }, devices, new AbortController().signal);
  assert.deepEqual([...outcomes.values()], [{ result: 'failed', reason: 'it broke' }, { result: 'delivered' }]);
});
