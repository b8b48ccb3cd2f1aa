import { type SettingValues, settingsOf } from '../core/runtime-settings/runtime-settings.ts';
import type { ContractName } from '../db/schema.ts';
import type { EdgeTable } from '../edge.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { gatewayDefinitions } from '../gateways/registry.ts';
import { contractOfTheRest, contractPrefixes } from './contract-paths.ts';
import type { ServerPaths } from './server-paths.ts';

/** What a port is for. */
export type Purpose = 'main' | ContractName;
/** The contracts that are on. */
export type Gateways = ReadonlyMap<ContractName, Gateway>;

/** The main port, and a port of its own for each contract that is on and has one (R6). */
export function planListeners(settings: SettingValues): Array<{ purpose: Purpose; port: number }> {
  const own = gatewayDefinitions.flatMap(({ name }) => {
    const { enabled, port } = settingsOf(settings, name);
    return enabled && port !== null ? [{ purpose: name, port }] : [];
  });
  return [{ purpose: 'main', port: settings['server.port'] }, ...own];
}

/** Who answers on a port: on the main one everybody by path and host name, on a contract's own that contract alone (R6). */
export function planTable(
  purpose: Purpose,
  settings: SettingValues,
  gateways: Gateways,
  serverPaths: ServerPaths,
): EdgeTable {
  // A contract that is turned off keeps its paths: they are nobody else's.
  const handlerOf = (name: ContractName) => gateways.get(name) ?? serverPaths.notFound;
  if (purpose !== 'main') {
    // Where a contract tells addresses of avatars, they are on the port it was asked on; the panel tells none (R6).
    const own = purpose === 'panel' ? serverPaths.health : [...serverPaths.health, ...serverPaths.avatars];
    return { serverPaths: own, byHost: new Map(), byPrefix: [], rest: handlerOf(purpose) };
  }
  const byHost = new Map(
    [...gateways].flatMap(([name, gateway]) => {
      const { hostName } = settingsOf(settings, name);
      return hostName === null ? [] : [[hostName, gateway] as const];
    }),
  );
  const byPrefix = contractPrefixes.map(([prefix, name]) => [prefix, handlerOf(name)] as const);
  return { serverPaths: serverPaths.all, byHost, byPrefix, rest: handlerOf(contractOfTheRest) };
}
