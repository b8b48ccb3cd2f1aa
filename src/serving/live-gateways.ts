import type { House } from '../compose.ts';
import type { Config } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import {
  definitions,
  type PrepareChange,
  type SettingName,
  type SettingValues,
  settingsOf,
} from '../core/runtime-settings/runtime-settings.ts';
import type { ContractName } from '../db/schema.ts';
import type { EdgeTable } from '../edge.ts';
import { gatewayDefinitions } from '../gateways/definitions.ts';
import { createGateway, type Gateway } from '../gateways/gateway.ts';
import { createTimePrinter } from '../gateways/time.ts';
import type { CallerRules } from '../http/caller.ts';
import { StartError } from '../start/start-error.ts';
import { canListen } from './can-listen.ts';
import { type Gateways, type Purpose, planListeners, planTables } from './listeners.ts';
import type { ServerPaths } from './server-paths.ts';

/** The contracts as the settings of the moment want them. */
export interface LiveGateways {
  current(): Gateways;
  /** Who answers on a port at this moment. */
  tableOf(purpose: Purpose): EdgeTable;
  close(): Promise<void>;
}

/** Builds the contracts; a change of settings puts others in their place, all at once, between two requests. */
export async function serveGateways(house: House, serverPaths: ServerPaths): Promise<LiveGateways> {
  const { runtimeSettings } = house.core;
  const settings = runtimeSettings.current();
  let gateways = await createGateways(house, settings).catch(explain);
  let tables = planTables(settings, gateways, serverPaths);

  const prepare: PrepareChange = async (changed) => {
    const fresh = await createGateways(house, changed);
    return {
      commit() {
        const old = gateways;
        gateways = fresh;
        tables = planTables(changed, fresh, serverPaths);
        // What is in flight there goes on to its end: a closed gateway only takes nothing new.
        closeAll(old).catch((err) => house.logger.warn({ err }, 'a replaced gateway did not close'));
      },
      abandon: () => closeAll(fresh),
    };
  };
  // Those that are open here may change places with the next start.
  const openPorts = new Set(planListeners(settings, house.config).map(({ port }) => port));
  runtimeSettings.serveWith(
    prepare,
    async (port) => openPorts.has(port) || (await canListen(port, settings['server.host'])),
  );

  return {
    current: () => gateways,
    tableOf: (purpose) => tables[purpose],
    close: () => closeAll(gateways),
  };
}

/** What could not be known before the routes were: which setting has to be changed. */
function explain(error: unknown): never {
  if (!(error instanceof DomainError) || !error.params.fields) throw error;
  const [name] = error.params.fields.map(({ field }) => field as SettingName);
  const { variable } = name ? definitions[name] : { variable: null };
  throw new StartError(
    `${name} (${variable}) names an endpoint that the contract has not: say it anew in the environment`,
  );
}

/** All of them, or none is left open. */
async function createGateways(house: House, settings: SettingValues): Promise<Gateways> {
  const gateways = new Map<ContractName, Gateway>();
  try {
    await addGateways(gateways, house, settings);
  } catch (error) {
    await closeAll(gateways);
    throw error;
  }
  return gateways;
}

async function addGateways(
  gateways: Map<ContractName, Gateway>,
  { config, core, logger }: House,
  settings: SettingValues,
): Promise<void> {
  const printTime = createTimePrinter(settings['server.timeZone']);
  for (const definition of gatewayDefinitions) {
    const { enabled, hardened, versionHeader, ...sunset } = settingsOf(settings, definition.name);
    if (!enabled) continue;
    const gateway = await createGateway(definition, {
      core,
      settings: {
        hardened,
        signature: settings['blog.signature'],
        verifiedEmailRequired: settings['blog.verifiedEmailRequired'],
        approvalRequired: settings['staff.approvalRequired'],
      },
      printTime,
      logger: logger.child({ contract: definition.name }),
      callers: callerRules(config),
      corsOrigins: config.corsOrigins,
      publicUrl: settings['server.publicUrl'] ?? undefined,
      versionHeader,
      sunset,
    });
    gateways.set(definition.name, gateway);
  }
}

/** Where requests count as coming from. */
export function callerRules({ mode, trustedProxies }: Config): CallerRules {
  return { development: mode === 'development', trustedProxies };
}

async function closeAll(gateways: Gateways): Promise<void> {
  await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
}
