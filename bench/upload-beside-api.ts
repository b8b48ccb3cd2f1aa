import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { createProbe, percentile, report } from './probe.ts';
import { type ReleaseUpload, uploadRelease } from './release-upload.ts';
import { createKey, pinTo, signIn, startServer } from './server-process.ts';

// Does a big upload slow the API down? `node bench/upload-beside-api.ts` starts a server of its own, asks it for
// GET /api/personal/info at a steady rate, alone and while 1 GiB releases are uploaded, and compares the latencies.
// All the while, as at a server in use, others write: a captcha is a row, and a row is a commit that waits for the disk.

const mebibyte = 1024 * 1024;
const pauseMs = 2000;

if (isMainThread) await compare();
else {
  // Who measures must not wait for who loads: on Linux this is the thread's own priority.
  setPriority(19);
  await uploadRelease(workerData as ReleaseUpload);
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

async function uploadInWorker(upload: ReleaseUpload): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: upload });
  const [status] = (await once(worker, 'exit')) as [number];
  if (status !== 0) throw new Error('the upload failed');
}
