import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { aliyunEnvironment, startAliyun } from '../test/doubles/sms/aliyun.ts';
import { createProbe, percentile, report } from './probe.ts';
import { pinTo, signIn, startServer } from './server-process.ts';

// Does an SMS vendor that hangs slow the rest down? `node bench/hanging-sms.ts` starts a server of its own, which sends
// through a double of Aliyun, and asks it for GET /api/personal/info at a steady rate: alone, beside codes that the vendor
// takes at once, and beside as many codes that it never answers for. The middle one tells what sending codes costs by
// itself: each is some commits. `--answer-every 4` keeps the breaker closed, so that callers go on waiting.

interface Load {
  url: string;
  perSecond: number;
  seconds: number;
  firstPhone: number;
}

/** One call for a code: how long it took, and what the contract said. */
interface Sent {
  door: 'mobile' | 'desktop';
  tookMs: number;
  said: number;
}

if (isMainThread) await compare();
else {
  // Who measures must not wait for who loads: on Linux this is the thread's own priority.
  setPriority(19);
  await runLoader(workerData as { answerEvery: number });
}

async function compare(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string', default: '200' },
      'codes-per-second': { type: 'string', default: '50' },
      'answer-every': { type: 'string', default: '0' },
      // As `npm start` runs: server and load on whichever core is free.
      'share-cores': { type: 'boolean', default: false },
    },
  });
  const loader = await startLoader(Number(values['answer-every']));
  const dataDir = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const vendor = { ...aliyunEnvironment(loader.vendorUrl), PORTICO_SMS: 'aliyun' };
  const server = await startServer({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'error', ...vendor });
  if (!values['share-cores']) {
    pinTo(1, process.pid);
    pinTo(0, server.child.pid);
  }
  const seconds = Number(values.seconds);
  const perSecond = Number(values['codes-per-second']);
  let phones = 0;
  const load = (url: string): Load => {
    phones += perSecond * seconds;
    return { url, perSecond, seconds, firstPhone: 13_000_000_000 + phones };
  };
  const groups = { alone: [] as number[], 'beside codes': [] as number[], 'beside a hang': [] as number[] };
  const sent: Sent[] = [];
  const ratios = { alone: [] as number[], 'beside codes': [] as number[] };
  try {
    const info = createProbe(`${server.url}/api/personal/info`, await signIn(server.url), Number(values.rate));
    await info.during(() => loader.run(load(server.url), 'answer'));
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const alone = await info.during(() => delay(seconds * 1000));
      const healthy = await info.during(() => loader.run(load(server.url), 'answer'));
      const hanging = await info.during(async () => void sent.push(...(await loader.run(load(server.url), 'hang'))));
      groups.alone.push(...alone);
      groups['beside codes'].push(...healthy);
      groups['beside a hang'].push(...hanging);
      ratios.alone.push(percentile(hanging, 0.99) / percentile(alone, 0.99));
      ratios['beside codes'].push(percentile(hanging, 0.99) / percentile(healthy, 0.99));
      const each = [alone, healthy, hanging].map((list) => percentile(list, 0.99).toFixed(2));
      console.log(`round ${round + 1}: p99 ${each.join(' ms, ')} ms`);
      // The vendor works again before the next round, and its breaker is tried.
      await delay(seconds * 1000 >= 30_000 ? 0 : 31_000 - seconds * 1000);
      await loader.run({ ...load(server.url), seconds: 1 }, 'answer');
    }
    for (const [what, latencies] of Object.entries(groups)) report(what, latencies);
    // Each round is a pair measured within a minute: their median is not moved by one in which the machine was busy.
    for (const [what, list] of Object.entries(ratios)) {
      const each = list.map((ratio) => ratio.toFixed(2)).join(', ');
      console.log(`p99 beside a hang is ${percentile(list, 0.5).toFixed(2)} times p99 ${what} (median of ${each})`);
    }
    reportCallers(sent);
  } finally {
    server.child.kill('SIGKILL');
    await once(server.child, 'close');
    await loader.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Starts the thread that is both the vendor and those who ask for codes. */
async function startLoader(answerEvery: number) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { answerEvery } });
  const [{ vendorUrl }] = (await once(worker, 'message')) as [{ vendorUrl: string }];
  return {
    vendorUrl,
    async run(load: Load, vendor: 'answer' | 'hang'): Promise<Sent[]> {
      worker.postMessage({ load, vendor });
      const [sent] = (await once(worker, 'message')) as [Sent[]];
      return sent;
    },
    close: () => worker.terminate(),
  };
}

async function runLoader({ answerEvery }: { answerEvery: number }): Promise<void> {
  const double = await startAliyun();
  const agent = new Agent({ keepAlive: true });
  parentPort?.postMessage({ vendorUrl: double.url });
  parentPort?.on('message', async ({ load, vendor }: { load: Load; vendor: 'answer' | 'hang' }) => {
    double.always = vendor === 'hang' ? { kind: 'hang' } : undefined;
    double.requests.length = 0;
    const most = load.perSecond * load.seconds;
    const sent: Array<Promise<Sent>> = [];
    const begunAt = performance.now();
    while (sent.length < most) {
      const due = Math.min(most, ((performance.now() - begunAt) / 1000) * load.perSecond);
      while (sent.length < due) sent.push(askForCode(load, sent.length, agent));
      // One that is judged, and so answered, among those that are not.
      if (answerEvery > 0 && vendor === 'hang')
        double.always = sent.length % answerEvery ? { kind: 'hang' } : undefined;
      await delay(2);
    }
    parentPort?.postMessage(await Promise.all(sent));
  });
}

async function askForCode({ url, firstPhone }: Load, index: number, agent: Agent): Promise<Sent> {
  const door = index % 2 === 0 ? 'mobile' : 'desktop';
  const path = door === 'mobile' ? '/api/auth/send_code' : '/api/user/sendCode';
  const body = JSON.stringify({ account: String(firstPhone + index) });
  const begunAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const asking = request(`${url}${path}`, { method: 'POST', agent, headers }, async (response) => {
    const answer = JSON.parse(String(Buffer.concat(await response.toArray()))) as {
      code?: number;
      meta?: { status: number };
    };
    resolve({ door, tookMs: performance.now() - begunAt, said: answer.code ?? answer.meta?.status ?? 0 });
  });
  asking.on('error', reject).end(body);
  return promise;
}

function reportCallers(sent: readonly Sent[]): void {
  for (const door of ['mobile', 'desktop']) {
    const calls = sent.filter((call) => call.door === door);
    const codes = Map.groupBy(calls, ({ said }) => said);
    const counts = [...codes].map(([said, those]) => `${said} × ${those.length}`).join(', ');
    const waited = calls.filter(({ tookMs }) => tookMs > 2_500).length;
    const longest = Math.max(...calls.map(({ tookMs }) => tookMs));
    console.log(`${door} callers: ${counts}; ${waited} waited for the vendor, the longest ${longest.toFixed(0)} ms`);
  }
}
