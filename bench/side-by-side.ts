import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownerPassword, signIn } from './server-process.ts';

// What a request costs in two versions, in the processor's time, so that what else runs on the machine matters less:
//   node bench/side-by-side.ts ../portico-before . [rounds]
// The two take turns; medians of the rounds, and of their ratios. Linux.

const [before = '', after = '', rounds = '15'] = process.argv.slice(2);
const requestsPerRound = 4_000;
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout);
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

interface Served {
  child: ChildProcess;
  url: string;
  dataDir: string;
  authorization: string;
}

async function serve(folder: string): Promise<Served> {
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const flags = (scripts.start as string).split(' ').filter((word) => word.startsWith('--'));
  const environment = { PORTICO_PORT: '0', PORTICO_PANEL_PORT: '', PORTICO_OWNER_PASSWORD: ownerPassword };
  const child = spawn(process.execPath, [...flags, join(folder, 'src/main.ts'), 'serve'], {
    env: { ...process.env, ...environment, PORTICO_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ready.')) break;
  }
  const url = /http:\/\/\S+?:\d+/.exec(said)?.[0] ?? '';
  return { child, url, dataDir, authorization: await signIn(url) };
}

/** User and system time of the process so far, in microseconds. */
function processorTime({ child }: Served): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
}

function residentMib({ child }: Served): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function ask(url: string, authorization: string): Promise<void> {
  const asked = request(url, { agent, headers: { authorization } });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  await once(response, 'end');
}

/** What one request costs, in microseconds. */
async function measure(served: Served, path: string): Promise<number> {
  const begun = processorTime(served);
  const lane = async (): Promise<void> => {
    for (let n = 0; n < requestsPerRound / 16; n += 1) await ask(served.url + path, served.authorization);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return (processorTime(served) - begun) / requestsPerRound;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const pair = [await serve(before), await serve(after)] as const;
await delay(5_000);
console.log(`idle: ${pair.map((served) => residentMib(served).toFixed(1)).join(' and ')} MiB resident`);
for (const path of ['/api/personal/info', '/healthz']) {
  for (const served of pair) for (let n = 0; n < 3; n += 1) await measure(served, path);
  const costs: Array<[number, number]> = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    const cost: [number, number] = [0, 0];
    for (const index of order) cost[index] = await measure(pair[index], path);
    costs.push(cost);
  }
  const [first, second] = [0, 1].map((index) => median(costs.map((cost) => cost[index] as number)).toFixed(1));
  const ratio = median(costs.map(([one, other]) => other / one)).toFixed(3);
  console.log(`${path}: ${first} and ${second} µs a request, ratio ${ratio}`);
}
console.log(`loaded: ${pair.map((served) => residentMib(served).toFixed(1)).join(' and ')} MiB resident`);
agent.destroy();
for (const { child, dataDir } of pair) {
  child.kill();
  await once(child, 'exit');
  rmSync(dataDir, { recursive: true });
}
