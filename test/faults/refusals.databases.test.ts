import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client } from 'pg';
import { askDoor } from '../support/door-asking.ts';
import { startLoadedNode } from '../support/loaded-node.ts';
import { registerMobile } from '../support/mobile-and-desktop.ts';
import { credentials } from '../support/portico.ts';

const { postgres, at, underLoad } = await startLoadedNode({ after }, { settings: ['max_connections=40'] });

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: at.address, application_name: 'a stranger' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const endConnections = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'portico%'";

test('every connection that the server gives is a stranger’s, under load: each door says so in its own words, until there is room', async () => {
  await underLoad(async (load, health) => {
    const strangers = [await connect()];
    const [first] = strangers as [Client];
    // Whoever is ended leaves a place, which the node may be the first to take again.
    for (let isFull = false; !isFull; ) {
      const { rowCount } = await first.query(endConnections);
      const stranger = await connect().catch(() => undefined);
      if (stranger) strangers.push(stranger);
      isFull = rowCount === 0 && !stranger;
    }
    await health.turns(503);
    await load.isRefused();
    await Promise.all(strangers.map((stranger) => stranger.end()));
  });
});

test('a database that turned read-only under load: writes are refused, reads served, and all goes on when it may be written again', async () => {
  const { access_token: token } = (await registerMobile(at, '18656660930', 'secret-1')).body.data;
  const { pathname } = new URL(at.address);
  const setReadOnly = async (value: 'on' | 'off'): Promise<void> => {
    const admin = new Client({ connectionString: postgres.urlOf('postgres') });
    await admin.connect();
    await admin.query(`alter database ${pathname.slice(1)} set default_transaction_read_only = ${value}`);
    await admin.query(endConnections);
    await admin.end();
  };
  await underLoad(async (load, health) => {
    await setReadOnly('on');
    await load.isRefused();
    await health.turns(200);
    const reads = [
      { door: 'mobile', path: '/api/personal/info', headers: { authorization: `Token ${token}` } },
      { door: 'mobile', path: '/api/faq', headers: { authorization: `Token ${token}` } },
      { door: 'panel', path: '/openApi/count', headers: { 'api-token': credentials.panelToken } },
    ] as const;
    for (const read of reads) assert.ok(await askDoor(at.url, { method: 'GET', ...read }), `${read.path} is served`);
    await setReadOnly('off');
  });
});

test('a stranger who locks a table for longer than anybody waits, under load: who needs it is refused, nobody else is', async () => {
  const stranger = await connect();
  await underLoad(async (load) => {
    await stranger.query('begin');
    await stranger.query('lock table accounts in access exclusive mode');
    await load.isRefused(['mobile', 'desktop', 'staff', 'blog']);
    await load.passes(1, ['panel']);
    await stranger.query('rollback');
  });
  await stranger.end();
});
