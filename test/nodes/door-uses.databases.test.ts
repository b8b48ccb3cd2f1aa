import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createNodeFamily } from '../support/nodes.ts';
import { call } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';

const postgres = await startPostgres({ after });

test('nodes: what came through the doors of all nodes adds up, and versions have one room in all of them', async (t) => {
  const family = createNodeFamily(t, await postgres.createDatabase());
  const nodes = [await family.start(), await family.start()];
  const ask = (url: string, version: string) =>
    call(`${url}/api/personal/info`, 'GET', undefined, { 'user-agent': version });
  for (let n = 0; n < 60; n += 1) {
    await Promise.all(nodes.map(({ url }, index) => ask(url, `strange-${index}/${n}`)));
  }
  for (const { child } of nodes) child.kill('SIGTERM');
  await Promise.all(nodes.map(({ ended }) => ended));
  const house = await family.openHouse();
  const uses = await house.core.doorUses.list({ order: 'name', contract: 'mobile', limit: 100 });
  assert.equal(
    uses.reduce((sum, { callsLast7Days }) => sum + callsLast7Days, 0),
    120,
  );
  assert.equal(uses.filter(({ version }) => version.startsWith('strange-')).length, 20);
  assert.ok(uses.some(({ version }) => version === 'other'));
});
