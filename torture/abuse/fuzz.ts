import type { Findings, PartContext, TorturePart } from '../part.ts';
import { startAbusedServer } from './abused-server.ts';
import type { Target } from './envelopes.ts';
import { fuzzTarget } from './fuzz/fuzz-target.ts';
import { readContractRoutes, readManagementRoutes } from './fuzz/routes.ts';
import { describeHoldings, findLeaks } from './holdings.ts';

const targets: readonly Target[] = ['desktop', 'mobile', 'staff', 'panel', 'blog', 'management'];
const inputsEach = { whole: 100_000, slice: 300 };
// After that many, caches and connections are as they stay.
const warmUp = { whole: 6_000, slice: 0 };

/** Requests made of the schemas that every route registers. */
export const fuzz: TorturePart = {
  name: 'fuzz',
  about:
    'whatever a route’s own schema can be made to say is answered in the envelope of its contract, and never as a fault',
  async run(context) {
    const findings: Findings[] = [];
    // In npm test all share one server: it starts for longer than they take.
    const groups = context.extent === 'whole' ? targets.map((target) => [target]) : [targets];
    for (const group of groups) findings.push(await fuzzGroup(context, group));
    return {
      figures: Object.assign({}, ...findings.map(({ figures }) => figures)),
      faults: findings.flatMap(({ faults }) => faults),
    };
  },
};

async function fuzzGroup({ extent, seed, say, after }: PartContext, group: readonly Target[]): Promise<Findings> {
  const server = await startAbusedServer({ after });
  const routes = [...(await readContractRoutes(server.at)), ...(await readManagementRoutes(server.at))];
  const figures: Record<string, number | string> = {};
  const faults: string[] = [];
  for (const target of group) {
    const aim = { server, target, routes: routes.filter((route) => route.target === target), seed };
    if (warmUp[extent] > 0) await fuzzTarget({ ...aim, seed: seed + 1_000_000 }, warmUp[extent]);
    const before = extent === 'whole' ? await server.holds() : undefined;
    const { sent, statuses, overloaded, faults: found } = await fuzzTarget(aim, inputsEach[extent]);
    const told = [...statuses].sort().map(([status, count]) => `${status}: ${count}`);
    figures[`${target}: requests to ${aim.routes.length} routes`] = sent;
    figures[`${target}: answers`] = told.join(', ');
    figures[`${target}: told that it is overloaded`] = overloaded;
    faults.push(...found.map((fault) => `${target}: ${fault}`));
    if (before) {
      const held = await server.holds();
      figures[`${target}: holds`] = describeHoldings(before, held);
      faults.push(...findLeaks(before, held).map((leak) => `${target}: ${leak}`));
    }
    say(`${target}: ${sent} sent, ${found.length} faults`);
  }
  return { figures, faults: [...faults, ...server.faults().slice(0, 10)] };
}
