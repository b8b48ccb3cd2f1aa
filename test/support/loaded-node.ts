import assert from 'node:assert/strict';
import { type Load, startLoad } from './door-load.ts';
import { type HealthWatch, watchHealth } from './health.ts';
import { assertKept } from './kept-writes.ts';
import { createNodeFamily, type NodeFamily, type TestNode } from './nodes.ts';
import type { TestPortico } from './portico.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { layWire } from './postgres-wire.ts';

/** A node on a PostgreSQL server of its own, to which something is done while clients write at every door. */
export interface LoadedNode {
  postgres: TestPostgres;
  family: NodeFamily;
  node: TestNode;
  at: TestPortico;
  /**
   * Does it, and fails unless afterwards all goes on by itself: every answer was as the doors' documents say, /healthz
   * said 200 all the time and /readyz says it again, the node never ended nor met a fault of its own, and what was
   * acknowledged is there, once.
   */
  underLoad(fault: (load: Load, health: HealthWatch) => Promise<void>): Promise<void>;
}

interface NodeOptions {
  /** Of PostgreSQL. */
  settings?: string[];
  environment?: Record<string, string>;
  /** How long what the node says is on its way to PostgreSQL. */
  farMs?: number;
}

interface Context {
  after(ending: () => Promise<void> | void): void;
}

const writesBetween = 10;

/** What is started ends with the test, the node before its database. */
export async function startLoadedNode(
  context: Context,
  { settings = [], environment = {}, farMs }: NodeOptions = {},
): Promise<LoadedNode> {
  const postgres = await startPostgres(context as Parameters<typeof startPostgres>[0], settings);
  const family = createNodeFamily(context, await postgres.createDatabase());
  const { PORTICO_DATABASE_URL: address = '' } = family.environment;
  const wire = farMs === undefined ? undefined : await layWire(context, address, farMs);
  const node = await family.start({ environment: { ...environment, ...(wire && { PORTICO_DATABASE_URL: wire.url }) } });
  const at = { ...family.at(node), environment: { ...family.environment, PORTICO_DATA_DIR: node.dataDir } };

  return {
    postgres,
    family,
    node,
    at,
    async underLoad(fault) {
      const health = watchHealth(node.url);
      const load = await startLoad([at]);
      try {
        await load.passes(writesBetween);
        await fault(load, health);
        await health.turns(200);
        await load.passes(writesBetween);
      } finally {
        await Promise.all([load.end(), health.end()]);
      }
      assert.deepEqual(await load.end(), []);
      assert.deepEqual(await health.end(), [200]);
      assertServesOn(node);
      await assertKept(at, load.ledger);
    },
  };
}

/** Neither ended, nor met anything that it takes for a fault of its own. */
function assertServesOn({ child, said }: TestNode): void {
  assert.deepEqual([child.exitCode, child.signalCode], [null, null], said());
  const faults = said()
    .split('\n')
    .filter((line) => /"level":[56]0|unhandled/i.test(line));
  assert.deepEqual(faults, []);
  assert.doesNotMatch(said(), /postgres:\/\//, 'no address of the database is logged');
}
