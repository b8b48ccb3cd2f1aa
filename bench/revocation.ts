// Two nodes on one PostgreSQL: how long after a session was ended at one the other still takes it.
// node_modules/.bin/node bench/revocation.ts
import { performance } from 'node:perf_hooks';
import { createNodeFamily } from '../test/support/nodes.ts';
import { call, credentials } from '../test/support/portico.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { percentile } from './probe.ts';

const trials = 200;
const endings: Array<() => Promise<void> | void> = [];
const context = { after: (ending: () => Promise<void> | void) => void endings.push(ending) };

/** Milliseconds from the moment at which the end was asked for until the other node refuses. */
async function measure(here: string, there: string): Promise<number> {
  const owner = { account: 'owner', password: credentials.ownerPassword };
  const { access_token: token } = (await call(`${here}/api/auth/access_token`, 'POST', owner)).body.data;
  const headers = { authorization: `Token ${token}` };
  const isLetIn = async (): Promise<boolean> =>
    (await call(`${there}/api/personal/info`, 'GET', undefined, headers)).body.code === 0;
  if (!(await isLetIn())) throw new Error('the session was refused before it was ended');
  const askedAt = performance.now();
  const ended = call(`${here}/api/auth/destroy_token`, 'POST', {}, headers);
  while (await isLetIn());
  const refusedAt = performance.now();
  if ((await ended).body.code !== 0) throw new Error('the session was not ended');
  return refusedAt - askedAt;
}

try {
  const postgres = await startPostgres(context as Parameters<typeof startPostgres>[0], ['fsync=on']);
  const family = createNodeFamily(context, await postgres.createDatabase());
  const [{ url: first }, { url: second }] = [await family.start(), await family.start()];
  const delays: number[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    delays.push(await (trial % 2 ? measure(first, second) : measure(second, first)));
  }
  const [median, most] = [0.5, 1].map((share) => percentile(delays, share).toFixed(1));
  console.log(
    `${delays.length} sessions ended at one node: refused at the other after ${median} ms (median), ${most} ms (maximum)`,
  );
} finally {
  for (const ending of endings.reverse()) await ending();
}
