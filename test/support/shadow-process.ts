import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Endings } from './endings.ts';
import { collect, spawnPortico } from './process.ts';

export interface ShadowProcess {
  child: ChildProcess;
  /** Where clients come in. */
  url: string;
  /** What it printed, and said, so far. */
  stdout(): string;
  stderr(): string;
  ended: Promise<number | null>;
}

/** Runs `shadow` on a free port in a process of its own, until the test ends. */
export async function runShadowProcess(
  context: Endings,
  words: string[],
  environment: Record<string, string>,
): Promise<ShadowProcess> {
  const child = spawnPortico(['shadow', '--listen', '0', ...words], environment);
  const output = collect(child);
  const ended = once(child, 'close').then(([status]) => status as number | null);
  context.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', () => output.stderr.includes('clients come to') && resolve());
    ended.then(() => reject(new Error(`it ended before it was ready: ${output.stderr}`)));
  });
  const url = /clients come to (http:\S+),/.exec(output.stderr)?.[1] as string;
  return { child, url, stdout: () => output.stdout, stderr: () => output.stderr, ended };
}
