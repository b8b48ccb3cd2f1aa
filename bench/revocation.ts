// Two nodes on one PostgreSQL: how long after a session was ended, or an account frozen, at one the other still takes it.
// node_modules/.bin/node bench/revocation.ts
import { performance } from 'node:perf_hooks';
import { withEndings } from '../test/support/endings.ts';
import { type ManagementClient, signInAtConsole } from '../test/support/management.ts';
import { mobileInfo, registerMobile, signInMobile } from '../test/support/mobile-and-desktop.ts';
import { createNodeFamily } from '../test/support/nodes.ts';
import { call, type TestPortico } from '../test/support/portico.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { percentile } from './probe.ts';

/** Half of them sessions, half accounts. */
const trials = 200;
const [phone, password] = ['18656660930', 'secret-1'];

/** Where something is ended, by whom, and where it is to be refused. */
interface Way {
  here: TestPortico;
  there: TestPortico;
  operator: ManagementClient;
}

/** With which its requests go. */
type Signed = Record<'authorization', string>;

/** Milliseconds from the moment at which the end was asked for until the other node refuses. */
async function measure({ here, there }: Way, end: (headers: Signed) => Promise<boolean>): Promise<number> {
  const { access_token: token } = (await signInMobile(here, phone, password)).body.data;
  const headers = { authorization: `Token ${token}` };
  const isLetIn = async (): Promise<boolean> =>
    (await call(`${there.url}/api/personal/info`, 'GET', undefined, headers)).body.code === 0;
  if (!(await isLetIn())) throw new Error('the session was refused before it was ended');
  const askedAt = performance.now();
  const ended = end(headers);
  while (await isLetIn());
  const refusedAt = performance.now();
  if (!(await ended)) throw new Error('it was not ended');
  return refusedAt - askedAt;
}

const endSession = (way: Way): Promise<number> =>
  measure(way, async (headers) => {
    const { body } = await call(`${way.here.url}/api/auth/destroy_token`, 'POST', {}, headers);
    return body.code === 0;
  });

async function freeze(way: Way, id: number): Promise<number> {
  const { version } = (await way.operator.call('GET', `/accounts/${id}`)).body;
  let frozenVersion = 0;
  const delay = await measure(way, async () => {
    const { status, body } = await way.operator.call('POST', `/accounts/${id}/freeze`, { version });
    frozenVersion = body.version;
    return status === 200;
  });
  const thawed = await way.operator.call('POST', `/accounts/${id}/thaw`, { version: frozenVersion });
  if (thawed.status !== 200) throw new Error('the account was not thawed');
  return delay;
}

function describe(delays: readonly number[]): string {
  const [median, most] = [0.5, 1].map((share) => percentile(delays, share).toFixed(1));
  return `after ${median} ms (median), ${most} ms (maximum)`;
}

await withEndings(async (context) => {
  const postgres = await startPostgres(context, ['fsync=on']);
  const family = createNodeFamily(context, await postgres.createDatabase());
  const nodes = [family.at(await family.start()), family.at(await family.start())] as const;
  const ways: Way[] = [];
  for (const [here, there] of [nodes, nodes.toReversed() as [TestPortico, TestPortico]]) {
    ways.push({ here, there, operator: await signInAtConsole(here) });
  }
  const { id } = (await mobileInfo(nodes[0], await registerMobile(nodes[0], phone, password))) as { id: number };
  const [sessions, accounts]: [number[], number[]] = [[], []];
  for (let trial = 0; trial < trials; trial += 1) {
    const way = ways[Math.floor(trial / 2) % 2] as Way;
    if (trial % 2) accounts.push(await freeze(way, id));
    else sessions.push(await endSession(way));
  }
  console.log(
    `at one node ${sessions.length} sessions ended, refused at the other ${describe(sessions)}; ${accounts.length} accounts frozen, ${describe(accounts)}`,
  );
});
