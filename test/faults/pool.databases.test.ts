import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asking, askDoor } from '../support/door-asking.ts';
import { assertConsistent } from '../support/kept-writes.ts';
import { startLoadedNode } from '../support/loaded-node.ts';
import { credentials } from '../support/portico.ts';

/** As few as may be configured, and hardly anybody may wait for one. */
const few = { PORTICO_DATABASE_CONNECTIONS: '2', PORTICO_DATABASE_QUEUE: '4' };

test('two connections for the clients of every door: nobody who has one waits for another', async (t) => {
  // What takes its time is asked at the same time as other things.
  const { underLoad } = await startLoadedNode(t, { environment: { PORTICO_DATABASE_CONNECTIONS: '2' }, farMs: 15 });
  await underLoad(async (load) => {
    await load.passes(40);
    assert.equal(load.refused(), 0);
  });
});

test('a hundred writes at once, where six have a place: each is done or refused in the words of its door, and all that was done is there', async (t) => {
  const { at } = await startLoadedNode(t, { environment: few });
  const headers = { 'api-token': credentials.panelToken };
  const put = (pin: string): Asking => ({
    door: 'panel',
    method: 'POST',
    path: '/openApi/updateCookie',
    headers,
    body: { ptPin: pin },
  });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => askDoor(at.url, put(`pin${index}`))));
  const done = answers.filter((answer) => answer !== undefined).length;
  assert.ok(done > 0 && done < 100, `${done} of 100 were done`);
  const counted = await askDoor(at.url, { door: 'panel', method: 'GET', path: '/openApi/count', headers });
  assert.equal(counted?.body.data.accountCount, done);
  await assertConsistent(at);
});
