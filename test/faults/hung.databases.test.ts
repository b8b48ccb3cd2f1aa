import { test } from 'node:test';
import { startLoadedNode } from '../support/loaded-node.ts';

test('PostgreSQL that hangs under load: each request is answered all the same, and when it goes on nothing is lost or done twice', async (t) => {
  const { postgres, underLoad } = await startLoadedNode(t);
  await underLoad(async (load, health) => {
    postgres.hang();
    await health.turns(503);
    await load.isRefused();
    postgres.resume();
  });
});
