import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { House } from '../compose.ts';
import type { Config } from '../config.ts';
import { findPlaceConflicts } from '../core/runtime-settings/places.ts';
import { definitions, type SettingValues } from '../core/runtime-settings/runtime-settings.ts';
import { findSunsetConflicts } from '../core/runtime-settings/sunset-dates.ts';
import { createEdge } from '../edge.ts';
import { createCallerReader } from '../http/caller.ts';
import type { RequestWatch } from '../http/exchange.ts';
import { createForwardedReader } from '../http/forwarded-origin.ts';
import { createManagement, type Management } from '../management/management.ts';
import { describeNodeProblem } from '../start/node-problems.ts';
import { StartError } from '../start/start-error.ts';
import { createMetricsReader } from '../start/worker-metrics.ts';
import { aloneRole, isFirst, leads, type WorkerRole } from '../start/workers.ts';
import { createAccessLog, watchWithAll } from './access-log.ts';
import { createAccountPages } from './account-pages/account-pages.ts';
import { createDocs } from './docs/docs.ts';
import { createDrain, type Drain } from './drain.ts';
import { listen } from './listen.ts';
import { type Gateways, type Purpose, planListeners } from './listeners.ts';
import { callerRules, serveGateways } from './live-gateways.ts';
import { createMetricsAnswers } from './metrics-answers.ts';
import { createServerPaths } from './server-paths.ts';

/** A serving Portico. */
export interface Portico {
  house: House;
  /** Those of this moment: a change of settings puts others in their place. */
  readonly gateways: Gateways;
  management: Management;
  /** Every open listener: which it is for, and where. */
  listeners: ReadonlyArray<{ purpose: Purpose; address: AddressInfo }>;
  /** What does not fit with other nodes, in words. */
  nodeProblems: readonly string[];
  /** Tells balancers that the end is near: /readyz says no, and every answer closes its connection; all is served as before. */
  announceEnd(): void;
  /** Stops accepting, finishes what is in flight (10 s at most), closes the database. */
  close(): Promise<void>;
}

const drainMs = 10_000;

/**
 * Opens every listener; throws StartError that names the port which is taken. Only one process, and the workers that it
 * started, may serve a data directory; of these the leading one does what is done once.
 */
export async function servePortico(house: House, role: WorkerRole = aloneRole): Promise<Portico> {
  if (isFirst(role)) await house.storage.start();
  const { runtimeSettings } = house.core;
  const settings = runtimeSettings.current();
  refusePlaceConflicts(settings);
  refuseSunsetConflicts(settings);
  const state = { open: false, draining: false };
  const management = createManagement(
    {
      core: house.core,
      mode: house.config.mode,
      publicUrl: () => consoleUrl(runtimeSettings.current()),
      endpointsOf: (contract) => gateways.current().get(contract)?.endpoints ?? [],
    },
    { logger: house.logger.child({ contract: 'management' }), callers: callerRules(house.config) },
  );
  const serverPaths = createServerPaths({
    pingDatabase: house.pingDatabase,
    redis: house.redis,
    avatars: house.core.avatars,
    management,
    accountPages: createAccountPages({
      core: house.core,
      readCaller: createCallerReader(callerRules(house.config)),
      sendsMail: sendsMail(house.config),
      onFailure: (err) => house.logger.error({ err }, 'a page for an account failed'),
    }),
    docs: createDocs({
      settings: runtimeSettings.current,
      onFailure: (err) => house.logger.error({ err }, 'a page of the contracts failed'),
    }),
    metrics: createMetricsAnswers({
      print: createMetricsReader(role.index, house.metrics.print),
      token: house.config.metricsToken,
      onFailure: (err) => house.logger.error({ err }, 'the metrics could not be read'),
    }),
    hasMetricsElsewhere: house.config.metricsListener !== undefined,
    state,
  });
  const gateways = await serveGateways(house, serverPaths);
  const listeners = planListeners(settings, house.config);
  const edgeDeps = { watch: watchRequests(house), readForwarded: createForwardedReader(house.config.trustedProxies) };
  const servers: Server[] = [];
  const drains: Drain[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(drains.map((drain) => drain.end()));
    await Promise.all([gateways, management].map((api) => api.close()));
  };
  for (const listener of listeners) {
    const server = createEdge(() => gateways.tableOf(listener.purpose), edgeDeps);
    servers.push(server);
    drains.push(createDrain(server, drainMs));
    try {
      await listen(server, listener);
    } catch (error) {
      await end();
      throw error;
    }
  }
  state.open = true;
  house.metrics.start();
  house.core.counters.start();
  house.core.doorUses.start();
  if (leads(role)) await startSchedules(house);
  house.settingsFollowing.start();
  const nodeProblems = (await house.nodes.start()).map(describeNodeProblem);
  return {
    house,
    get gateways() {
      return gateways.current();
    },
    management,
    nodeProblems,
    listeners: listeners.map(({ purpose }, index) => ({ purpose, address: servers[index]?.address() as AddressInfo })),
    announceEnd() {
      state.draining = true;
      for (const drain of drains) drain.announce();
    },
    async close() {
      state.draining = true;
      await Promise.all([end(), house.jobs.stop()]);
      house.metrics.stop();
      await house.close();
    },
  };
}

/** What goes on by itself, once for all workers. */
async function startSchedules(house: House): Promise<void> {
  house.jobs.start();
  house.pushSchedule.start();
  house.webhookSchedule.start();
  house.sweeper.start();
  house.termsFilling.start();
  house.backupSchedule.start();
  await house.auditNoting.start();
}

/** Who is told of each request. */
function watchRequests({ config: { accessLog }, logger, metrics, tracing }: House): RequestWatch {
  return watchWithAll([
    metrics.requests,
    ...(tracing ? [tracing.requests] : []),
    ...(accessLog === 'off' ? [] : [createAccessLog(logger, accessLog)]),
  ]);
}

/** Development's outbox counts: its mails can be read. */
function sendsMail({ email, outbound }: Config): boolean {
  return email !== undefined || outbound === 'outbox';
}

/** On a port of its own the console is not where clients reach the rest. */
function consoleUrl(settings: Readonly<SettingValues>): string | undefined {
  return settings['server.consolePort'] === null ? (settings['server.publicUrl'] ?? undefined) : undefined;
}

/** What the console stored can meet what the environment says since; only one of two doors at one place would be answered. */
function refusePlaceConflicts(settings: SettingValues): void {
  const [conflict] = findPlaceConflicts(settings);
  if (!conflict) return;
  const [first, second] = conflict.names.map((name) => `${name} (${definitions[name].variable})`);
  throw new StartError(`${first} and ${second} are both ${conflict.value}: say one of them anew in the environment`);
}

/** As with places: one date can come from the console, the other from the environment since. */
function refuseSunsetConflicts(settings: SettingValues): void {
  const [conflict] = findSunsetConflicts(settings);
  if (!conflict) return;
  const [deprecated, sunset] = conflict.map((name) => `${name} (${definitions[name].variable})`);
  throw new StartError(`${sunset} is before ${deprecated}: say one of them anew in the environment`);
}
