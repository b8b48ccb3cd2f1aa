import type { Config } from '../config.ts';
import type { ContractName } from '../db/schema.ts';
import { contractPrefixes, type EdgeTable } from '../edge.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { type createHousePaths, housePrefixes } from './house-paths.ts';

type HouseAnswers = ReturnType<typeof createHousePaths>;

/** One port to open, and who answers there. */
export interface Listener {
  purpose: 'main' | ContractName;
  port: number;
  table: EdgeTable;
}

/** The main port for everybody by path and host name, and a port of its own for each contract that has one (R6). */
export function planListeners(
  config: Config,
  gateways: ReadonlyMap<ContractName, Gateway>,
  house: HouseAnswers,
): Listener[] {
  const plan: Listener[] = [];
  const prefixed = contractPrefixes.map(([prefix, name]) => [prefix, gateways.get(name) ?? house.notFound] as const);
  const byHost = new Map(
    [...gateways].flatMap(([name, gateway]) => {
      const { hostName } = config.contracts[name];
      return hostName ? [[hostName, gateway] as const] : [];
    }),
  );
  const rest = gateways.get('staff') ?? house.notFound;
  const answerHouse = house.answer;
  plan.push({
    purpose: 'main',
    port: config.port,
    table: { housePrefixes, answerHouse, byHost, byPrefix: prefixed, rest },
  });
  for (const [name, gateway] of gateways) {
    const port = name === 'panel' ? config.panelPort : config.contracts[name].port;
    if (port === undefined) continue;
    // Where a contract tells addresses of avatars, they are on the port it was asked on; the panel tells none (R6).
    const own = name === 'panel' ? ['/healthz'] : ['/healthz', '/avatars'];
    const table = { housePrefixes: own, answerHouse, byHost: new Map<string, Gateway>(), byPrefix: [], rest: gateway };
    plan.push({ purpose: name, port, table });
  }
  return plan;
}
