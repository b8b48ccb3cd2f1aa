import { test } from 'node:test';
import { startLoadedNode } from '../support/loaded-node.ts';

test('PostgreSQL that falls over and starts anew, again and again, under load: nothing acknowledged is lost, and the node serves on by itself', async (t) => {
  const { postgres, underLoad } = await startLoadedNode(t, { settings: ['fsync=on'] });
  await underLoad(async (load, health) => {
    for (let crash = 0; crash < 3; crash += 1) {
      await postgres.stop('SIGQUIT');
      await health.turns(503);
      await load.isRefused();
      await postgres.start();
      await health.turns(200);
      await load.passes(5);
    }
  });
});
