import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endings } from '../../test/support/endings.ts';

/** Server and reference share one core, one at a time; load and databases share the other. */
export const serverCore = 0;
export const loadCore = 1;

const patienceMs = 20_000;
const longestSaid = 4_000;

/** A process that was told where to run. */
export interface Pinned {
  child: ChildProcess;
  pid: number;
  /** The last of what it said on stderr. */
  said(): string;
  /** Ends it, and resolves when it has ended; a second time too. */
  stop(): Promise<void>;
}

/** Runs a program on these cores alone, its children included; ends with the work. */
export function startPinned(
  { after }: Endings,
  cores: number | string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Pinned {
  const { PATH = '' } = process.env;
  // It is replaced by the program, which keeps its process id.
  const child = spawn('taskset', ['-c', String(cores), ...words], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-longestSaid);
  });
  const ended = once(child, 'close');
  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const late = delay(patienceMs, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
    await ended;
  }
  after(stop);
  return { child, pid: child.pid ?? 0, said: () => said, stop };
}

/** The first match in what a process prints; the rest is read and forgotten. Throws where it ends before. */
export async function untilPrinted({ child, said }: Pinned, pattern: RegExp): Promise<RegExpExecArray> {
  let printed = '';
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const match = pattern.exec(printed);
    if (match) resolve(match);
  });
  child.once('close', () => reject(new Error(`it ended: ${printed}${said()}`)));
  return promise;
}

/** All that a process prints until its end. Throws where that is not a good one. */
export async function readPrinted({ child, said }: Pinned): Promise<string> {
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [status] = await once(child, 'close');
  if (status !== 0)
    throw new Error(`${child.spawnargs.slice(3, 6).join(' ')} ended with ${status}: ${printed}${said()}`);
  return printed;
}
