import { performance } from 'node:perf_hooks';

const lookEveryMs = 2_000;
const idleBelow = 0.05;
/** Of less nobody feels anything. */
const worthBytes = 24 * 1024 * 1024;

/**
 * Gives back what a start, or a load, left to nobody: once the process has been idle for two seconds and holds noticeably
 * more than after the last time. It takes some 60 ms, in which nothing is answered, and is only done where the process was
 * started with `--expose-gc`, as `npm start` does.
 */
export function releaseIdleMemory(): void {
  let before = performance.eventLoopUtilization();
  let heldBytes = 0;

  function look(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > idleBelow || process.memoryUsage().heapTotal - heldBytes < worthBytes) return;
    globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
    heldBytes = process.memoryUsage().heapTotal;
  }

  if (globalThis.gc) setInterval(look, lookEveryMs).unref();
}
