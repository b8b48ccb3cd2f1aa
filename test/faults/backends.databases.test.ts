import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startLoadedNode } from '../support/loaded-node.ts';

const { postgres, underLoad } = await startLoadedNode({ after });

const ownBackends = "from pg_stat_activity where application_name = 'portico' order by random() limit 1";

async function ask(text: string): Promise<Array<{ pid: number }>> {
  const client = new Client({ connectionString: postgres.urlOf('postgres') });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('backends that are terminated one after another, under load: nothing acknowledged is lost or done twice', async () => {
  await underLoad(async (load) => {
    for (let ended = 0; ended < 40 || load.refused() === 0; await delay(40)) {
      ended += (await ask(`select pg_terminate_backend(pid), pid ${ownBackends}`)).length;
    }
  });
});

test('a backend that is killed, with which PostgreSQL ends all others, under load: nothing acknowledged is lost or done twice', async () => {
  await underLoad(async (load) => {
    for (let killed = 0; killed < 3 || load.refused() === 0; killed += 1) {
      const [backend] = await ask(`select pid ${ownBackends}`);
      assert.ok(backend, 'the node has a connection');
      process.kill(backend.pid, 'SIGKILL');
      await load.passes(10);
    }
  });
});
