import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { uploadRelease } from './release-upload.ts';
import { createKey, startServer } from './server-process.ts';

// What memory does a big file take that goes through the server to a bucket and back? `node bench/large-file-s3.ts`
// starts an S3 server and a Portico, each in a process of its own, uploads releases of 1 GiB and downloads them, and tells
// the highest resident memory of Portico. With --disk the files lie in the data directory: what to compare with.

const mebibyte = 1024 * 1024;
const { values } = parseArgs({
  options: {
    'size-mib': { type: 'string', default: '1024' },
    'at-once': { type: 'string', default: '1' },
    rounds: { type: 'string', default: '2' },
    disk: { type: 'boolean', default: false },
  },
});
const sizeBytes = Number(values['size-mib']) * mebibyte;
const atOnce = Number(values['at-once']);

const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
const bucket = values.disk ? undefined : await startBucket(join(folder, 'bucket'));
const environment = { PORTICO_DATA_DIR: join(folder, 'data'), ...bucket?.environment };
const server = await startServer(environment);
try {
  const key = await createKey(environment, 'releases:write');
  await fetch(`${server.url}/management/v1/releases`);
  await delay(2_000);
  console.log(`idle: ${residentMebibytes()} MiB`);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const versions = Array.from({ length: atOnce }, (_, index) => `${round + 1}.${index}`);
    await measure(`${atOnce} × ${values['size-mib']} MiB up`, () =>
      Promise.all(
        versions.map((version) => uploadRelease({ url: server.url, key, version, sizeBytes, bytesPerSecond: 0 })),
      ),
    );
    await measure(`${atOnce} × ${values['size-mib']} MiB down`, () => Promise.all(versions.map(download)));
  }
  await delay(5_000);
  console.log(`five seconds later: ${residentMebibytes()} MiB`);
} finally {
  for (const child of [server.child, bucket?.child]) {
    child?.kill('SIGKILL');
    if (child) await once(child, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
}

async function startBucket(at: string) {
  const main = join(import.meta.dirname, '../test/doubles/s3/main.ts');
  const child = spawn(process.execPath, [main, '--folder', at], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ready.')) break;
  }
  const lines = said.split('\n').filter((line) => line.startsWith('PORTICO_'));
  const told = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { child, environment: Object.fromEntries(told) as Record<string, string> };
}

async function download(version: string): Promise<void> {
  const response = await fetch(`${server.url}/dist/bench-${version}.bin`);
  let received = 0;
  for await (const chunk of response.body ?? []) received += chunk.length;
  if (received !== sizeBytes) throw new Error(`${received} bytes arrived`);
}

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  let highest = 0;
  const sampling = setInterval(() => {
    highest = Math.max(highest, residentMebibytes());
  }, 50);
  const begunAt = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  const seconds = (performance.now() - begunAt) / 1000;
  const rate = (atOnce * Number(values['size-mib'])) / seconds;
  console.log(`${what}: ${seconds.toFixed(1)} s, ${rate.toFixed(0)} MiB/s, at most ${highest} MiB resident`);
}

function residentMebibytes(): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
