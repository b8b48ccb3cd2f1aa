import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayDefinitions } from '../../src/gateways/definitions.ts';
import { shadowPlaces } from '../../src/shadow/places.ts';
import { openShadow, type Shadow } from '../../src/shadow/shadow.ts';
import type { ShadowOptions, ShadowTold } from '../../src/shadow/shadow-options.ts';
import type { Endings } from './endings.ts';
import { until } from './until.ts';

export interface TestShadow extends Shadow {
  /** What the operator was told at once. */
  told: ShadowTold[];
  dataDir: string;
  /** `GET /api/faq data.data[].title value`, each that was seen. */
  seen(): string[];
  /** Waits until nothing is being replayed any more. */
  settle(): Promise<void>;
}

/** Opens a proxy in this process, on a free port, until the test ends. */
export async function startShadow(
  context: Endings,
  contract: string,
  servers: { old: string; new: string },
  changes: Partial<ShadowOptions> = {},
  dataDir = temporaryFolder(context),
): Promise<TestShadow> {
  const told: ShadowTold[] = [];
  const definition = gatewayDefinitions.find(({ name }) => name === contract);
  if (!definition) throw new Error(`there is no contract ${contract}`);
  const shadow = await openShadow({
    contract: definition,
    old: new URL(servers.old),
    new: new URL(servers.new),
    listen: { host: '127.0.0.1', port: 0 },
    host: undefined,
    replaysWrites: true,
    samplePercent: 100,
    ignored: [],
    silenceMs: { old: 20_000, new: 20_000 },
    trustedProxies: [],
    places: shadowPlaces(dataDir, contract),
    onDifference: () => {},
    onTold: (each) => told.push(each),
    ...changes,
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (!isClosed) await shadow.close();
    isClosed = true;
  };
  context.after(close);
  return {
    ...shadow,
    close,
    told,
    dataDir,
    seen: () => shadow.differences().map(({ endpoint, field, kind }) => `${endpoint} ${field} ${kind}`),
    settle: () => until(() => shadow.status().endpoints.every(isSettled)),
  };
}

type EndpointStatus = ReturnType<Shadow['status']>['endpoints'][number];

function isSettled({ requests, same, different, notCompared }: EndpointStatus): boolean {
  const left = Object.values(notCompared).reduce((sum, count) => sum + count, 0);
  return requests === same + different + left;
}

/** A folder that goes with the test. */
function temporaryFolder(context: Endings): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-shadow-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
