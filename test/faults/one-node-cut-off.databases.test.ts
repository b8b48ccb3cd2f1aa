import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asking, askDoor, send } from '../support/door-asking.ts';
import { startLoad } from '../support/door-load.ts';
import { watchHealth } from '../support/health.ts';
import { assertKept } from '../support/kept-writes.ts';
import { registerMobile } from '../support/mobile-and-desktop.ts';
import { createNodeFamily } from '../support/nodes.ts';
import { startPostgres } from '../support/postgres.ts';
import { layWire } from '../support/postgres-wire.ts';

test('a node that is cut off from PostgreSQL refuses everything, a session that ended meanwhile included; the other serves on', async (t) => {
  const postgres = await startPostgres(t);
  const address = await postgres.createDatabase();
  const wire = await layWire(t, address);
  const family = createNodeFamily(t, address);
  const cutOff = await family.start({ environment: { PORTICO_DATABASE_URL: wire.url } });
  const other = await family.start();
  const environment = { ...family.environment, PORTICO_DATA_DIR: other.dataDir };
  const [here, there] = [cutOff, other].map((node) => ({ ...family.at(node), environment })) as [
    ReturnType<typeof family.at>,
    ReturnType<typeof family.at>,
  ];
  const { access_token: token } = (await registerMobile(here, '18656660930', 'secret-1')).body.data;
  const session = { door: 'mobile', headers: { authorization: `Token ${token}` } } as const;
  const info: Asking = { ...session, method: 'GET', path: '/api/personal/info' };
  assert.ok(await askDoor(here.url, info));

  const [health, healthThere] = [watchHealth(here.url), watchHealth(there.url)];
  const load = await startLoad([here]);
  try {
    await load.passes(5);
    wire.cut();
    await health.turns(503);
    await load.isRefused();
    assert.equal(await askDoor(here.url, info), undefined);
    await healthThere.turns(200);
    assert.equal((await registerMobile(there, '18656660931', 'secret-1')).body.code, 0);
    assert.ok(await askDoor(there.url, { ...session, method: 'POST', path: '/api/auth/destroy_token', body: {} }));
    wire.mend();
    await health.turns(200);
    assert.equal((await send(here.url, info)).body.code, 10004);
    await load.passes(5);
  } finally {
    await Promise.all([load.end(), health.end(), healthThere.end()]);
  }
  assert.deepEqual([await load.end(), await health.end(), await healthThere.end()], [[], [200], [200]]);
  await assertKept(there, load.ledger);
});
