import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFile } from '../db/sqlite/file-lock.ts';
import { http } from '../http/node-http.ts';
import { createDrain } from '../serving/drain.ts';
import { localUrl } from '../start/local-url.ts';
import { StartError } from '../start/start-error.ts';
import { assemble } from './assemble.ts';
import type { ShadowControl } from './control.ts';
import { openControlServer } from './control-server.ts';
import { createEndpointFinder, type EndpointFinder } from './endpoints.ts';
import { limits } from './limits.ts';
import { prepareShadowFolder } from './places.ts';
import type { ShadowOptions } from './shadow-options.ts';
import { describeEndpoints } from './status.ts';

const serverOptions = {
  headersTimeout: limits.headersMs,
  keepAliveTimeout: limits.keptAliveMs,
  maxHeaderSize: limits.headerBytes,
  // Uploads may take as long as they go on.
  requestTimeout: 0,
};

/** A proxy that serves. */
export interface Shadow extends ShadowControl {
  url: string;
  /** Stops accepting, and finishes what is in flight, replays included. */
  close(): Promise<void>;
}

/** Opens the proxy and its control; throws StartError where another one, a port or a file is in the way. */
export async function openShadow(options: ShadowOptions): Promise<Shadow> {
  const { places, contract } = options;
  prepareShadowFolder(places.folder);
  const unlock = lockFile(places.lock);
  if (!unlock) throw new StartError(`another proxy shadows ${contract.name} with this data directory: stop it first`);
  try {
    return await open(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function open(options: ShadowOptions, unlock: () => void): Promise<Shadow> {
  const { operations } = await options.contract.loadDocument();
  const findEndpoint = createEndpointFinder(Object.entries(operations).map(([name, { reads }]) => ({ name, reads })));
  const parts = assemble(options, findEndpoint);
  const server = http.createServer(serverOptions, parts.proxy);
  // A client that waits for a slow server is silent as long as that server is.
  server.setTimeout(limits.stalledClientMs + Math.max(...Object.values(options.silenceMs)));
  server.maxConnections = limits.connections;
  const drain = createDrain(server, limits.drainMs);
  await listen(server, options.listen);
  const { address, port } = server.address() as AddressInfo;
  const url = localUrl(address, port);
  const control = createControl(options, { ...parts, findEndpoint, url });
  const controlServer = await openControlServer(options.places.socket, control).catch(async (error: unknown) => {
    await drain.end();
    throw error;
  });
  return {
    ...control,
    url,
    async close() {
      await drain.end();
      await Promise.race([parts.replays.idle(), sleep(limits.drainMs, undefined, { ref: false })]);
      for (const upstream of Object.values(parts.upstreams)) upstream.close();
      controlServer.closeAllConnections();
      controlServer.close();
      rmSync(options.places.socket, { force: true });
      unlock();
    },
  };
}

type Parts = ReturnType<typeof assemble> & { findEndpoint: EndpointFinder; url: string };

function createControl(
  options: ShadowOptions,
  { switches, figures, differences, issuing, findEndpoint, url }: Parts,
): ShadowControl {
  const since = new Date().toISOString();
  return {
    status: () => ({
      contract: options.contract.name,
      listens: url,
      old: options.old.origin,
      new: options.new.origin,
      since,
      replaysWrites: options.replaysWrites,
      samplePercent: options.samplePercent,
      differences: differences.list().length,
      switched: switches.list(),
      endpoints: describeEndpoints(figures, switches),
    }),
    differences: differences.list,
    switchEndpoint(text, to) {
      const name = findName(text, findEndpoint, options);
      if (to === 'new') switches.switchToNew(name);
      else switches.returnToOld(name);
      return name;
    },
    pair: issuing.pair,
    returnAll: () => switches.returnToOld(),
  };
}

/** As the contract writes it (`GET /api/faq/:id`), or as a client asks (`GET /api/faq/7`). */
function findName(text: string, findEndpoint: EndpointFinder, { contract }: ShadowOptions): string {
  const [, method = '', path = ''] = /^\s*([A-Za-z]+)\s+(\/\S*)\s*$/.exec(text) ?? [];
  const { name, isKnown } = findEndpoint(method.toUpperCase(), path);
  if (isKnown) return name;
  throw new StartError(
    `${contract.name} has no such endpoint: write it as \`GET /path\`; \`shadow status\` lists those that were asked for`,
  );
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StartError(`${host}:${port} cannot be opened (${error.code}): choose another with --listen`, error));
    });
    server.listen(port, host, resolve);
  });
}
