import { readdirSync, readFileSync } from 'node:fs';
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Reading, Registry } from './registry.ts';

// Each look wakes the process: often enough to see a blocked loop, seldom enough to cost nothing.
const delayResolutionMs = 20;

/** This process, under the names that every Node dashboard knows. Answers how the event loop begins to be watched. */
export function createProcessMetrics(registry: Registry): { start(): void; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  observeCpu(registry);
  observeMemory(registry);
  observeDescriptors(registry);
  observeLoop(registry, delay);
  return { start: () => void delay.enable(), stop: () => void delay.disable() };
}

function observeCpu(registry: Registry): void {
  const seconds = (microseconds: number): number => microseconds / 1e6;
  const cpu = (name: string, help: string, read: (usage: NodeJS.CpuUsage) => number): void =>
    registry.observed({ name, help, type: 'counter' }, () => [[seconds(read(process.cpuUsage()))]]);
  cpu('process_cpu_user_seconds_total', 'CPU time in user mode.', ({ user }) => user);
  cpu('process_cpu_system_seconds_total', 'CPU time in the system.', ({ system }) => system);
  cpu('process_cpu_seconds_total', 'CPU time of both.', ({ user, system }) => user + system);
  registry.observed(
    { name: 'process_start_time_seconds', help: 'When the process began, in Unix time.', type: 'gauge' },
    () => [[performance.timeOrigin / 1000]],
  );
}

function observeMemory(registry: Registry): void {
  const memory = (name: string, help: string, part: keyof NodeJS.MemoryUsage): void =>
    registry.observed({ name, help, type: 'gauge' }, () => [[process.memoryUsage()[part]]]);
  memory('process_resident_memory_bytes', 'Resident memory.', 'rss');
  memory('nodejs_heap_size_total_bytes', 'Heap that V8 has taken.', 'heapTotal');
  memory('nodejs_heap_size_used_bytes', 'Heap that is used.', 'heapUsed');
  memory('nodejs_external_memory_bytes', 'Memory of buffers and of native objects.', 'external');
}

/** Where there is a `/proc`; else nothing. */
function observeDescriptors(registry: Registry): void {
  registry.observed({ name: 'process_open_fds', help: 'Open files and sockets.', type: 'gauge' }, () =>
    readIfPresent(() => readdirSync('/proc/self/fd').length),
  );
  registry.observed({ name: 'process_max_fds', help: 'How many may be open.', type: 'gauge' }, () =>
    readIfPresent(() => Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])),
  );
}

function readIfPresent(read: () => number): Reading[] {
  try {
    const value = read();
    return Number.isFinite(value) ? [[value]] : [];
  } catch {
    return [];
  }
}

/** Delays are those since the last print, so that one bad minute does not stand for ever. */
function observeLoop(registry: Registry, delay: ReturnType<typeof monitorEventLoopDelay>): void {
  const lag = (name: string, help: string, percent: number): void =>
    registry.observed({ name, help: `${help}, since the last scrape.`, type: 'gauge' }, () => {
      if (delay.count === 0) return [];
      return [[Math.max(0, delay.percentile(percent) / 1e9 - delayResolutionMs / 1e3)]];
    });
  lag('nodejs_eventloop_lag_p50_seconds', 'How late the event loop was, median', 50);
  lag('nodejs_eventloop_lag_p99_seconds', 'How late the event loop was, 99th percentile', 99);
  lag('nodejs_eventloop_lag_max_seconds', 'How late the event loop was, at most', 100);
  registry.afterPrint(() => delay.reset());
  const utilization = (name: string, help: string, part: keyof Pick<EventLoopUtilization, 'active' | 'idle'>): void =>
    registry.observed({ name, help, type: 'counter' }, () => [[performance.eventLoopUtilization()[part] / 1000]]);
  utilization('nodejs_eventloop_active_seconds_total', 'How long the event loop has worked.', 'active');
  utilization('nodejs_eventloop_idle_seconds_total', 'How long it has waited for something to do.', 'idle');
}
