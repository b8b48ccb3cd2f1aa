import type { Config } from '../config.ts';
import type { ContractName } from '../db/schema.ts';
import type { EdgeTable } from '../edge.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { contractOfTheRest, contractPrefixes } from './contract-paths.ts';
import type { ServerPaths } from './server-paths.ts';

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
  serverPaths: ServerPaths,
): Listener[] {
  const byHost = new Map(
    [...gateways].flatMap(([name, gateway]) => {
      const { hostName } = config.contracts[name];
      return hostName ? [[hostName, gateway] as const] : [];
    }),
  );
  // A contract that is turned off keeps its paths: they are nobody else's.
  const handlerOf = (name: ContractName) => gateways.get(name) ?? serverPaths.notFound;
  const byPrefix = contractPrefixes.map(([prefix, name]) => [prefix, handlerOf(name)] as const);
  const rest = handlerOf(contractOfTheRest);
  const plan: Listener[] = [
    { purpose: 'main', port: config.port, table: { serverPaths: serverPaths.all, byHost, byPrefix, rest } },
  ];
  for (const [name, gateway] of gateways) {
    const { port } = config.contracts[name];
    if (port === undefined) continue;
    // Where a contract tells addresses of avatars, they are on the port it was asked on; the panel tells none (R6).
    const own = name === 'panel' ? serverPaths.health : [...serverPaths.health, ...serverPaths.avatars];
    const table = { serverPaths: own, byHost: new Map(), byPrefix: [], rest: gateway };
    plan.push({ purpose: name, port, table });
  }
  return plan;
}
