// Two nodes behind nginx (deploy/nginx/portico.conf) on one PostgreSQL, restarted in turn as docs/deploying.md says while
// clients of every door ask without a pause: how many requests failed.
// node_modules/.bin/node bench/rolling-restart.ts [rounds]
import { setTimeout as delay } from 'node:timers/promises';
import { withEndings } from '../test/support/endings.ts';
import { findFreePort } from '../test/support/free-port.ts';
import { createKeptConnections } from '../test/support/kept-connections.ts';
import { startNginx } from '../test/support/nginx.ts';
import { createNodeFamily, type TestNode } from '../test/support/nodes.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { startRollingLoad } from './rolling-load.ts';

const rounds = Number(process.argv[2] ?? 2);
const enough = 20_000;

/** A node, and the ports at which it comes back. */
interface Place {
  environment: Record<string, string>;
  node: TestNode;
}

await withEndings(async (context) => {
  const postgres = await startPostgres(context, ['fsync=on']);
  const family = createNodeFamily(context, await postgres.createDatabase(), {
    PORTICO_TRUSTED_PROXIES: '127.0.0.1',
    PORTICO_DRAIN_DELAY_SECONDS: '15',
    PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: '1000000',
  });
  const places: Place[] = [];
  for (let count = 0; count < 2; count += 1) {
    const environment = {
      PORTICO_PORT: String(await findFreePort()),
      PORTICO_PANEL_PORT: String(await findFreePort()),
    };
    places.push({ environment, node: await family.start({ environment }) });
  }
  const nginx = await startNginx(
    context,
    places.map(({ node }) => node),
  );
  const { ask } = createKeptConnections();

  async function restart(place: Place): Promise<void> {
    const address = new URL(place.node.url).host;
    /** Who answered, after whom that refused: asked so that nginx notices. */
    const answeredBy = async () => String((await ask(`${nginx.url}/readyz`)).headers['x-portico-node']);
    const ended = place.node.ended;
    place.node.child.kill('SIGTERM');
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await answeredBy();
      await delay(200);
    }
    place.node = await family.start({ environment: place.environment, dataDir: place.node.dataDir });
    while ((await answeredBy()) !== address) await delay(200);
  }

  const startedAt = performance.now();
  const load = await startRollingLoad(family.at(places[0]?.node as TestNode), nginx, 8);
  let restarts = 0;
  for (let round = 1; round <= rounds || load.asked.total < enough; round += 1) {
    for (const place of places) {
      await restart(place);
      restarts += 1;
      const { total, failures } = load.asked;
      console.log(
        `round ${round}: ${place.node.url} was restarted; ${total} requests so far, ${failures.length} failed`,
      );
    }
  }
  await load.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  for (const [kind, count] of load.asked.byKind) console.log(`${kind.padEnd(22)} ${count}`);
  for (const failure of load.asked.failures.slice(0, 20)) console.log(failure);
  const { total, failures } = load.asked;
  console.log(`${total} requests in ${seconds.toFixed(0)} s over ${restarts} restarts: ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
});
