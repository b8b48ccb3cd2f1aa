import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';

const main = join(import.meta.dirname, '../../src/main.ts');

interface Endings {
  after(ending: () => Promise<void> | void): void;
}

/** How a command ended, and what it wrote. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
  /** The lines of stderr, without empty ones. */
  said: string[];
}

/** A data directory (not made yet) that goes with the test. */
export function temporaryDataDir(context: Endings): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-process-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

/** Runs one command in a process of its own, with nothing configured but what is given. */
export async function runPortico(
  words: string[],
  environment: Record<string, string> = {},
  program = main,
): Promise<Outcome> {
  const child = spawnPortico(words, environment, program);
  const output = collect(child);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...output, said: output.stderr.split('\n').filter(Boolean) };
}

export interface ServeProcess {
  child: ChildProcess;
  /** What it printed until it was ready. */
  stdout: string;
  /** What it said on stderr so far: all that it had to say until it was ready, and since. */
  said(): string;
  /** Where the main listener is. */
  url: string;
  /** Resolves with the exit status, null after a killing signal. */
  ended: Promise<number | null>;
}

/** Serves on free ports in a process of its own, until the test ends. */
export async function servePortico(
  context: Endings,
  dataDir: string,
  environment: Record<string, string> = {},
  program = main,
): Promise<ServeProcess> {
  const ports = { PORTICO_PORT: '0', PORTICO_PANEL_PORT: '0' };
  const child = spawnPortico(['serve'], { PORTICO_DATA_DIR: dataDir, ...ports, ...environment }, program);
  const output = collect(child);
  const ended = once(child, 'close').then(([status]) => status as number | null);
  context.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => output.stdout.includes('Ready.') && resolve());
    ended.then(() => reject(new Error(`it ended before it was ready: ${output.stderr}`)));
  });
  await untilRead();
  const url = /http:\/\/\S+/.exec(output.stdout)?.[0] as string;
  return { child, stdout: output.stdout, said: () => output.stderr, url, ended };
}

/**
 * What a process wrote before something that is read already lies in its other pipe, and is read in the next round of the
 * event loop: of a round that was begun before it was written, an immediate is only the end.
 */
async function untilRead(): Promise<void> {
  await immediate();
  await immediate();
}

/** `program`: another main.ts than this program's; `input`: what it reads from its standard input, which null leaves open. */
export function spawnPortico(
  words: string[],
  environment: Record<string, string>,
  program = main,
  input: string | null = '',
): ChildProcess {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...environment },
    stdio: [input === '' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (input !== null) child.stdin?.end(input);
  return child;
}

export function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return output;
}

const sigintMask = 1n << 1n;
/** Whoever looks at a clock now and then is idle, too. */
const idleTicks = 1;

/** Waits until a process hears SIGINT and has done nothing for a second but wait for others. Throws where it has ended. */
export async function untilIdle({ pid }: ChildProcess): Promise<void> {
  const look = () => {
    const [, caught = '0'] = /^SigCgt:\t(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    // After its name, which may hold spaces: the state first, and the processor time from the twelfth on.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const isWaiting = fields[0] === 'S' && (BigInt(`0x${caught}`) & sigintMask) !== 0n;
    return { isWaiting, ticks: Number(fields[11]) + Number(fields[12]) };
  };
  for (let idle = 0, before = look(); idle < 10; ) {
    await delay(100);
    const now = look();
    idle = now.isWaiting && now.ticks - before.ticks <= idleTicks ? idle + 1 : 0;
    if (idle === 0) before = now;
  }
}
