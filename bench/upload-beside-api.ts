import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { createProbe, percentile, report } from './probe.ts';
import { createKey, pinTo, signIn, startServer } from './server-process.ts';

// Does a big upload slow the API down? `node bench/upload-beside-api.ts` starts a server of its own, asks it for
// GET /api/personal/info at a steady rate, alone and while 1 GiB releases are uploaded, and compares the latencies.
// All the while, as at a server in use, others write: a captcha is a row, and a row is a commit that waits for the disk.

const mebibyte = 1024 * 1024;
const pauseMs = 2000;

interface Upload {
  url: string;
  key: string;
  version: string;
  sizeBytes: number;
  /** 0: as fast as the server takes it. */
  bytesPerSecond: number;
}

if (isMainThread) await compare();
else {
  // Who measures must not wait for who loads: on Linux this is the thread's own priority.
  setPriority(19);
  await upload(workerData as Upload);
}

async function compare(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'size-mib': { type: 'string', default: '1024' },
      rounds: { type: 'string', default: '3' },
      rate: { type: 'string', default: '200' },
      'upload-mib-per-second': { type: 'string', default: '0' },
      'writes-per-second': { type: 'string', default: '5' },
      // As `npm start` runs: server and load on whichever core is free.
      'share-cores': { type: 'boolean', default: false },
    },
  });
  const sizeBytes = Number(values['size-mib']) * mebibyte;
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const environment = { PORTICO_DATA_DIR: dataDir };
  const server = await startServer(environment);
  if (!values['share-cores']) {
    pinTo(1, process.pid);
    pinTo(0, server.child.pid);
  }
  try {
    const key = await createKey(environment, 'releases:write');
    const authorization = await signIn(server.url);
    const info = createProbe(`${server.url}/api/personal/info`, authorization, Number(values.rate));
    const writes = createProbe(`${server.url}/captcha`, authorization, Number(values['writes-per-second']));
    const measure = async (work: () => Promise<unknown>): Promise<number[]> => {
      let latencies: number[] = [];
      await writes.during(async () => {
        latencies = await info.during(work);
      });
      return latencies;
    };
    // The management API is loaded when it is first asked for.
    await measure(() => Promise.all([fetch(`${server.url}/management/v1/releases`), delay(2000)]));
    const alone = await measure(() => delay(10_000));
    const beside: number[] = [];
    const seconds: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      await delay(pauseMs);
      const bytesPerSecond = Number(values['upload-mib-per-second']) * mebibyte;
      const wanted = { url: server.url, key, version: `1.${round}`, sizeBytes, bytesPerSecond };
      const begunAt = performance.now();
      beside.push(...(await measure(() => uploadInWorker(wanted))));
      seconds.push((performance.now() - begunAt) / 1000);
    }
    console.log(`uploads of ${values['size-mib']} MiB took ${seconds.map((each) => each.toFixed(1)).join(', ')} s`);
    report('alone', alone);
    report('beside', beside);
    const ratio = percentile(beside, 0.99) / percentile(alone, 0.99);
    console.log(`p99 beside the upload is ${ratio.toFixed(2)} times p99 alone`);
  } finally {
    server.child.kill('SIGKILL');
    await once(server.child, 'close');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function uploadInWorker(upload: Upload): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: upload });
  const [status] = (await once(worker, 'exit')) as [number];
  if (status !== 0) throw new Error('the upload failed');
}

async function upload({ url, key, version, sizeBytes, bytesPerSecond }: Upload): Promise<void> {
  const boundary = 'portico-bench';
  const part = (head: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const head = `${part('name="version"')}${version}\r\n${part('name="file"; filename="bench.bin"')}`;
  const tail = `\r\n--${boundary}--\r\n`;
  const sending = request(`${url}/management/v1/releases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + sizeBytes + tail.length,
    },
  });
  const answered = once(sending, 'response');
  sending.write(head);
  const chunk = Buffer.alloc(256 * 1024, version);
  const begunAt = performance.now();
  for (let sent = 0; sent < sizeBytes; sent += chunk.length) {
    const aheadMs = bytesPerSecond ? (sent / bytesPerSecond) * 1000 - (performance.now() - begunAt) : 0;
    if (aheadMs > 1) await delay(aheadMs);
    if (!sending.write(chunk.subarray(0, Math.min(chunk.length, sizeBytes - sent)))) await once(sending, 'drain');
  }
  sending.end(tail);
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 201) throw new Error(`the upload was answered ${response.statusCode}`);
}
