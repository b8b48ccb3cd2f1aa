import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { House } from '../compose.ts';
import { type Config, dataPaths } from '../config.ts';
import { pingDatabase } from '../db/database.ts';
import type { ContractName } from '../db/schema.ts';
import { createEdge } from '../edge.ts';
import { createGateway, type Gateway } from '../gateways/gateway.ts';
import { gatewayDefinitions } from '../gateways/registry.ts';
import { createTimePrinter } from '../gateways/time.ts';
import type { CallerRules } from '../http/caller.ts';
import { createManagement, type Management } from '../management/management.ts';
import { removeUnfinishedUploads } from '../providers/storage/disk.ts';
import { createDrain } from './drain.ts';
import { listen } from './listen.ts';
import { planListeners } from './listeners.ts';
import { createServerPaths } from './server-paths.ts';

/** A serving Portico. */
export interface Portico {
  house: House;
  gateways: ReadonlyMap<ContractName, Gateway>;
  management: Management;
  /** Every open listener: which it is for, and where. */
  listeners: ReadonlyArray<{ purpose: 'main' | ContractName; address: AddressInfo }>;
  /** Stops accepting, finishes what is in flight (10 s at most), closes the database. */
  close(): Promise<void>;
}

const drainMs = 10_000;

/** Opens every listener; throws StartError that names the port which is taken. Only one process may serve a data directory. */
export async function servePortico(house: House): Promise<Portico> {
  await removeUnfinishedUploads(dataPaths(house.config.dataDir).files);
  const gateways = await createGateways(house);
  const management = createManagement(
    { core: house.core, publicUrl: () => house.config.publicUrl },
    { logger: house.logger.child({ contract: 'management' }), callers: callerRules(house.config) },
  );
  const state = { open: false, draining: false };
  const plan = planListeners(
    house.config,
    gateways,
    createServerPaths({
      pingDatabase: () => pingDatabase(house.database),
      avatars: house.core.avatars,
      management,
      state,
    }),
  );
  const servers: Server[] = [];
  const drains: Array<() => Promise<void>> = [];
  const end = async (): Promise<void> => {
    await Promise.all(drains.map((drain) => drain()));
    await Promise.all([...gateways.values(), management].map((api) => api.close()));
  };
  for (const listener of plan) {
    const server = createEdge(() => listener.table);
    servers.push(server);
    drains.push(createDrain(server, drainMs));
    try {
      await listen(server, listener, house.config.host);
    } catch (error) {
      await end();
      throw error;
    }
  }
  state.open = true;
  house.jobs.start();
  house.sweeper.start();
  return {
    house,
    gateways,
    management,
    listeners: plan.map(({ purpose }, index) => ({ purpose, address: servers[index]?.address() as AddressInfo })),
    async close() {
      state.draining = true;
      await end();
      await house.close();
    },
  };
}

async function createGateways(house: House): Promise<ReadonlyMap<ContractName, Gateway>> {
  const { config, core, logger } = house;
  const gateways = new Map<ContractName, Gateway>();
  const printTime = createTimePrinter(config.timeZone);
  for (const definition of gatewayDefinitions) {
    if (!config.contracts[definition.name].enabled) continue;
    const gateway = await createGateway(definition, {
      core,
      settings: {
        hardened: config.contracts[definition.name].hardened,
        signature: config.blogSignature,
        verifiedEmailRequired: config.blogVerifiedEmailRequired,
      },
      printTime,
      logger: logger.child({ contract: definition.name }),
      callers: callerRules(config),
      corsOrigins: config.corsOrigins,
      publicUrl: config.publicUrl,
    });
    gateways.set(definition.name, gateway);
  }
  return gateways;
}

function callerRules({ mode, trustedProxies }: Config): CallerRules {
  return { development: mode === 'development', trustedProxies };
}
