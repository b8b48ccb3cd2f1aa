import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Asks one address at a steady rate. */
export interface Probe {
  /** Milliseconds of each request that was sent while `work` ran, whether or not others were answered. */
  during(work: () => Promise<unknown>): Promise<number[]>;
}

/** Every answer must be a 200. */
export function createProbe(url: string, authorization: string, perSecond: number): Probe {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  function ask(): Promise<number> {
    const begunAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const asking = request(url, { agent, headers: { authorization } }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - begunAt));
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`));
    });
    asking.on('error', reject).end();
    return promise;
  }

  return {
    async during(work) {
      const asked: Array<Promise<number>> = [];
      let ended = false;
      const working = work().finally(() => {
        ended = true;
      });
      const begunAt = performance.now();
      while (!ended) {
        const due = ((performance.now() - begunAt) / 1000) * perSecond;
        while (asked.length < due) asked.push(ask());
        await delay(1);
      }
      await working;
      return Promise.all(asked);
    },
  };
}

/** The latency that such a share of them does not exceed. */
export function percentile(latencies: readonly number[], share: number): number {
  const sorted = latencies.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Prints how many there were, the median, p99 and the longest. */
export function report(what: string, latencies: readonly number[]): void {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(latencies, share).toFixed(2));
  console.log(`${what.padEnd(13)} ${latencies.length} requests, p50 ${p50} ms, p99 ${p99} ms, longest ${most} ms`);
}
