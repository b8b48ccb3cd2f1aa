import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { openHouse } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import type { PushView } from '../src/management/pushes/schemas.ts';
import { prepareFirstRun } from '../src/start/first-run.ts';
import { startFcm } from '../test/doubles/push/fcm.ts';
import { startGetui } from '../test/doubles/push/getui.ts';
import { createKey, startServer } from './server-process.ts';

// How fast do ten thousand devices hear of a push, and what does it cost? `node bench/push-ten-thousand.ts` starts a server
// in a process of its own, doubles of FCM and Getui in another, and sends one push to everyone through each. Of fifty
// devices one is gone, and of twenty one is answered 5xx at first and told by a second try.

const devices = 10_000;
const goneShare = 50;
const flakyShare = 20;
const mostGrowthMib = 64;
const longestMs = 180_000;

type Vendor = 'fcm' | 'getui';

/** What the doubles know of it. */
interface Told {
  delivered: number;
  distinct: number;
  gone: number;
}

if (process.argv[2] === 'doubles') await serveDoubles();
else await measureAll();

async function serveDoubles(): Promise<void> {
  const doubles = { fcm: await startFcm(), getui: await startGetui() };
  const told = ({ delivered, gone }: { delivered: string[]; gone: Set<string> }): Told => ({
    delivered: delivered.length,
    distinct: new Set(delivered).size,
    gone: gone.size,
  });
  process.on('message', (vendor: Vendor) => process.send?.(told(doubles[vendor])));
  process.send?.({ fcm: doubles.fcm.environment, getui: doubles.getui.environment });
}

async function measureAll(): Promise<void> {
  const doubles = fork(import.meta.filename, ['doubles']);
  try {
    const [environments] = (await once(doubles, 'message')) as [Record<Vendor, Record<string, string>>];
    const wentWell = [
      await measure('fcm', environments.fcm, doubles),
      await measure('getui', environments.getui, doubles),
    ];
    if (wentWell.includes(false)) process.exitCode = 1;
  } finally {
    doubles.kill();
  }
}

async function measure(vendor: Vendor, settings: Record<string, string>, doubles: ChildProcess): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const environment = {
    ...settings,
    PORTICO_DATA_DIR: dataDir,
    PORTICO_PORT: '0',
    PORTICO_PANEL_PORT: '0',
    PORTICO_LOG_LEVEL: 'error',
    PORTICO_PUSH_VENDOR: vendor,
  };
  await bindDevices(environment);
  const key = await createKey(environment, 'pushes:write,pushes:read');
  const server = await startServer(environment);
  try {
    const ask = createClient(server.url, key);
    // The management API is loaded when it is first asked for.
    await ask('GET', '/pushes');
    await delay(2_000);
    const before = residentMib(server.child.pid);
    const run = await sendToEveryone(ask, server.child.pid);
    doubles.send(vendor);
    const [told] = (await once(doubles, 'message')) as [Told];
    return report(vendor, { ...run, growth: run.most - before, before, told });
  } finally {
    server.child.kill();
    await once(server.child, 'close');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** As many accounts as it takes do not matter to a push to everyone: one has them all. */
async function bindDevices(environment: Record<string, string>): Promise<void> {
  const house = await openHouse(readConfig(environment));
  await prepareFirstRun(house);
  const at = Date.now() - 1_000;
  const rows = Array.from({ length: devices }, (_, index) => ({
    account_id: 1,
    client_id: nameOf(index),
    client_type: 'android',
    enabled: 1 as const,
    created_at: at,
    updated_at: at,
  }));
  for (let start = 0; start < devices; start += 500) {
    await house.database
      .insertInto('push_devices')
      .values(rows.slice(start, start + 500))
      .execute();
  }
  await house.close();
}

function nameOf(index: number): string {
  const kind = index % goneShare === 0 ? 'gone' : index % flakyShare === 1 ? 'flaky' : 'fine';
  return `${kind}-${index}-${'x'.repeat(140)}`;
}

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

function createClient(url: string, key: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}/management/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

interface Run {
  push: PushView;
  /** Until all but what is tried again was over, and until everything was. */
  firstSeconds: number;
  seconds: number;
  most: number;
}

async function sendToEveryone(ask: Ask, pid: number | undefined): Promise<Run> {
  const begunAt = performance.now();
  const since = (): number => (performance.now() - begunAt) / 1000;
  const { id } = (await ask('POST', '/pushes', { title: '一万台', body: '内容', to: 'everyone' })) as PushView;
  const firstTry = devices - devices / flakyShare;
  let most = 0;
  let firstSeconds = 0;
  while (performance.now() - begunAt < longestMs) {
    most = Math.max(most, residentMib(pid));
    const push = (await ask('GET', `/pushes/${id}`)) as PushView;
    const { delivered, failed, unregistered } = push.devices;
    if (firstSeconds === 0 && delivered + failed + unregistered >= firstTry) firstSeconds = since();
    if (push.state !== 'sending') return { push, firstSeconds, seconds: since(), most };
    await delay(50);
  }
  throw new Error('the push is not over');
}

/** The memory that a process holds. */
function residentMib(pid: number | undefined): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

function report(
  vendor: Vendor,
  { push, firstSeconds, seconds, before, most, growth, told }: Run & { before: number; growth: number; told: Told },
): boolean {
  const { addressed, delivered, failed, unregistered } = push.devices;
  const perSecond = (count: number, time: number): string => `${Math.round(count / time)} devices/s`;
  const firstTry = devices - devices / flakyShare;
  console.log(`${vendor}: ${perSecond(firstTry, firstSeconds)} at the first try (${firstSeconds.toFixed(1)} s)`);
  console.log(
    `${vendor}: ${perSecond(devices, seconds)} with the second try of what was down (${seconds.toFixed(1)} s)`,
  );
  console.log(
    `${vendor}: memory ${before.toFixed(0)} MiB, at most ${most.toFixed(0)} MiB: ${growth.toFixed(0)} MiB more`,
  );
  console.log(
    `${vendor}: the log says ${delivered} delivered + ${failed} failed + ${unregistered} unregistered = ${delivered + failed + unregistered} of ${addressed}`,
  );
  console.log(
    `${vendor}: the double says ${told.delivered} delivered (${told.distinct} devices) + ${told.gone} unregistered = ${told.delivered + told.gone}`,
  );
  const addsUp = delivered + failed + unregistered === devices && told.delivered + told.gone === devices;
  const agrees = delivered === told.distinct && told.delivered === told.distinct && unregistered === told.gone;
  const fits = growth < mostGrowthMib;
  console.log(`${vendor}: ${addsUp && agrees && fits ? 'as promised' : 'NOT as promised'}`);
  return addsUp && agrees && fits;
}
