import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFcm } from '../../../test/doubles/push/fcm.ts';
import { openThrough, reasonOf } from '../../../test/doubles/push/open-through.ts';

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
