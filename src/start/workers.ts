import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from './start-error.ts';
import { createMetricsRelay } from './worker-metrics.ts';

/** What this process is among those that serve one data directory. */
export interface WorkerRole {
  /** 1 leads: it prepares the data, and does what is done once whatever the number of workers, such as jobs and backups. */
  index: number;
  /** Whether it takes the place of one that fell over, while the others went on. */
  isReplacement: boolean;
}

/** Whether it does what is done once. */
export const leads = ({ index }: WorkerRole): boolean => index === 1;
/** Whether it finds the data as they were left, and nobody at work on them. */
export const isFirst = (role: WorkerRole): boolean => leads(role) && !role.isReplacement;

/** A process that serves by itself. */
export const aloneRole: WorkerRole = { index: 1, isReplacement: false };

/** Worker processes that share their ports. */
export interface Workers {
  /** Resolves when all of them have ended, after a stop signal that each of them was told. */
  ended: Promise<void>;
  stop(signal: NodeJS.Signals): void;
}

const ready = 'ready';
const pauseBeforeReplacementMs = 1_000;

/**
 * Starts so many processes of the hidden command `serve-worker`, the leading one first: the others find everything
 * prepared. One that falls over is replaced. Throws StartError where one does not come up; then none is left.
 */
export async function startWorkers(count: number, onFall: (index: number) => void): Promise<Workers> {
  const running = new Map<number, Worker>();
  const relay = createMetricsRelay(running);
  const allEnded = Promise.withResolvers<void>();
  let stopSignal: NodeJS.Signals | undefined;

  function fork(role: WorkerRole): Promise<void> {
    cluster.setupPrimary({
      args: ['serve-worker', String(role.index), ...(role.isReplacement ? ['--replacement'] : [])],
    });
    const worker = cluster.fork();
    running.set(role.index, worker);
    relay.watch(worker);
    const up = Promise.withResolvers<void>();
    let isUp = false;
    worker.on('message', (message) => {
      isUp ||= message === ready;
      if (isUp) up.resolve();
    });
    worker.once('exit', () => {
      running.delete(role.index);
      if (!isUp && stopSignal === undefined)
        up.reject(new StartError(`worker ${role.index} did not come up: see above`));
      else up.resolve();
      if (stopSignal === undefined && isUp) replace(role.index);
      else if (running.size === 0) allEnded.resolve();
    });
    return up.promise;
  }

  async function replace(index: number): Promise<void> {
    onFall(index);
    for (;;) {
      await delay(pauseBeforeReplacementMs);
      if (stopSignal !== undefined) break;
      const isUp = await fork({ index, isReplacement: true }).then(
        () => true,
        () => false,
      );
      if (isUp) return;
    }
    if (running.size === 0) allEnded.resolve();
  }

  function stop(signal: NodeJS.Signals): void {
    stopSignal = signal;
    for (const worker of running.values()) worker.process.kill(signal);
    if (running.size === 0) allEnded.resolve();
  }

  try {
    await fork({ index: 1, isReplacement: false });
    const others = Array.from({ length: count - 1 }, (_, number) => number + 2);
    await Promise.all(others.map((index) => fork({ index, isReplacement: false })));
  } catch (error) {
    stop('SIGTERM');
    await allEnded.promise;
    throw error;
  }
  return { ended: allEnded.promise, stop };
}

/** Tells whoever started this worker that it accepts requests. */
export function tellReady(): void {
  process.send?.(ready);
}
