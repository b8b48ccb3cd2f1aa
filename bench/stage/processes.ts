import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** How long a process has been on a processor so far. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** What a process and those that it started have in memory now, in MiB. */
export function residentMib(pid: number): number {
  try {
    const own = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    return childrenOf(pid).reduce((sum, child) => sum + residentMib(child), own);
  } catch {
    // It ended meanwhile.
    return 0;
  }
}

/** Those that a process started, whichever of its threads did. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** Looks at its memory until told to end, and answers the most that there was. */
export function watchResident(pid: number): { now(): number; end(): number } {
  let most = residentMib(pid);
  const look = (): void => {
    most = Math.max(most, residentMib(pid));
  };
  const looking = setInterval(look, 50);
  return {
    now: () => residentMib(pid),
    end() {
      clearInterval(looking);
      look();
      return most;
    },
  };
}
