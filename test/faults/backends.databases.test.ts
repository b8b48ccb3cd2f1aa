import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client } from 'pg';
import { startLoadedNode } from '../support/loaded-node.ts';
import { until } from '../support/until.ts';

const { postgres, underLoad } = await startLoadedNode({ after });

const ownBackends = "from pg_stat_activity where application_name = 'portico' order by random() limit 1";

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: postgres.urlOf('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function ask(text: string): Promise<Array<{ pid: number }>> {
  const client = await connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('backends that are terminated one after another, under load: nothing acknowledged is lost or done twice', async () => {
  await underLoad(async (load) => {
    let ended = 0;
    await until(async () => {
      ended += (await ask(`select pg_terminate_backend(pid), pid ${ownBackends}`)).length;
      return ended >= 40 && load.refused() > 0;
    });
    assert.ok(ended >= 40, `${ended} were ended`);
    assert.ok(load.refused() > 0, 'nobody met it');
  });
});

test('a backend that is killed, with which PostgreSQL ends all others, under load: nothing acknowledged is lost or done twice', async () => {
  await underLoad(async (load) => {
    for (let killed = 0; killed < 3 || (load.refused() === 0 && killed < 20); killed += 1) {
      const [backend] = await ask(`select pid ${ownBackends}`);
      assert.ok(backend, 'the node has a connection');
      const other = await connect();
      const othersEnd = new Promise((resolve) => other.once('end', resolve));
      process.kill(backend.pid, 'SIGKILL');
      // Until PostgreSQL has noticed it, all goes on as before.
      await othersEnd;
      await load.passes(10);
    }
    assert.ok(load.refused() > 0, 'nobody met it');
  });
});
