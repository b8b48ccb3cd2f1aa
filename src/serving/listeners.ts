import type { Config } from '../config.ts';
import { traitsOf } from '../contracts/names.ts';
import { type SettingValues, settingsOf } from '../core/runtime-settings/runtime-settings.ts';
import type { ContractName } from '../db/schema.ts';
import type { EdgeTable, PrefixTable, Target } from '../edge.ts';
import { gatewayDefinitions } from '../gateways/definitions.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { contractOfTheRest, contractPrefixes } from './contract-paths.ts';
import type { ServerPaths } from './server-paths.ts';

/** What a port is for. */
export type Purpose = 'main' | 'console' | 'metrics' | ContractName;
/** The contracts that are on. */
export type Gateways = ReadonlyMap<ContractName, Gateway>;

/** A port to open, and where. */
export interface Listener {
  purpose: Purpose;
  host: string;
  port: number;
}

/**
 * The main port, and a port of its own for each contract that is on and has one (R6), and for the console and the
 * metrics where they have one.
 */
export function planListeners(
  settings: SettingValues,
  { metricsListener }: Pick<Config, 'metricsListener'>,
): Listener[] {
  const { 'server.host': host, 'server.consoleAddress': consoleAddress, 'server.consolePort': consolePort } = settings;
  const own = gatewayDefinitions.flatMap(({ name }) => {
    const { enabled, port } = settingsOf(settings, name);
    return enabled && port !== null ? [{ purpose: name, host, port }] : [];
  });
  const console: Listener[] =
    consolePort === null ? [] : [{ purpose: 'console', host: consoleAddress ?? host, port: consolePort }];
  const metrics: Listener[] = metricsListener ? [{ purpose: 'metrics', ...metricsListener }] : [];
  return [{ purpose: 'main', host, port: settings['server.port'] }, ...console, ...metrics, ...own];
}

/** Who answers on each port: on the main one everybody by path and host name, on a contract's own that contract alone (R6). */
export function planTables(
  settings: SettingValues,
  gateways: Gateways,
  serverPaths: ServerPaths,
): Record<Purpose, EdgeTable> {
  // A contract that is turned off keeps its paths, and its port until the next start: they are nobody else's.
  const handlerOf = (name: ContractName) => gateways.get(name) ?? serverPaths.notFound;
  const only = (paths: PrefixTable, rest: Target): EdgeTable => ({
    serverPaths: paths,
    byHost: new Map(),
    byPrefix: [],
    rest,
  });
  const ownTableOf = (name: ContractName): EdgeTable => {
    // Where a contract tells addresses of avatars, they are where it was asked (R6).
    const own = traitsOf(name).showsAvatars ? [...serverPaths.health, ...serverPaths.avatars] : serverPaths.health;
    return only(own, handlerOf(name));
  };
  const ownTables = gatewayDefinitions.map(({ name }) => [name, ownTableOf(name)] as const);
  const byHost = new Map(
    [...gateways.keys()].flatMap((name) => {
      const { hostName } = settingsOf(settings, name);
      return hostName === null ? [] : [[hostName, ownTableOf(name)] as const];
    }),
  );
  const byPrefix = contractPrefixes.map(([prefix, name]) => [prefix, handlerOf(name)] as const);
  const rest = contractOfTheRest ? handlerOf(contractOfTheRest) : serverPaths.notFound;
  const isApart = settings['server.consolePort'] !== null;
  const all = [...serverPaths.main, ...(isApart ? serverPaths.consoleElsewhere : serverPaths.console)];
  const main = { serverPaths: all, byHost, byPrefix, rest };
  const onlyConsole = [...serverPaths.health, ...serverPaths.avatars, ...serverPaths.account, ...serverPaths.console];
  const console = only(onlyConsole, serverPaths.notFound);
  const onlyMetrics = [...serverPaths.health, ...serverPaths.metrics];
  const metrics = only(onlyMetrics, serverPaths.notFound);
  return { main, console, metrics, ...(Object.fromEntries(ownTables) as Record<ContractName, EdgeTable>) };
}
