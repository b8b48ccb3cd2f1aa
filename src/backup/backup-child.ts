import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { StartError } from '../start/start-error.ts';
import type { BackupAnswer, BackupRequest } from './backup-process.ts';
import type { ShelvedSummary } from './shelve-backup.ts';

const longestMs = 12 * 3_600_000;
const graceMs = 5_000;
/** Requests go first. */
const niceness = 10;

/**
 * Makes a backup on the shelf in a process of its own. Throws StartError that says why it failed; broken off when the
 * signal fires, and after 12 hours.
 */
export async function makeBackupInChild(request: BackupRequest, signal: AbortSignal): Promise<ShelvedSummary> {
  signal.throwIfAborted();
  const child = fork(new URL('./backup-process.ts', import.meta.url), { serialization: 'advanced', stdio: 'inherit' });
  let answer: BackupAnswer | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  };
  const bound = setTimeout(stop, longestMs).unref();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const ended = new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, killed) => resolve(killed ?? `status ${code}`));
    });
    child.on('message', (message) => {
      answer = message as BackupAnswer;
    });
    child.send(request);
    if (child.pid !== undefined) setPriority(child.pid, niceness);
    const how = await ended;
    if (!answer) throw new StartError(`the process that made the backup ended before it was done (${how})`);
    if ('failure' in answer) throw new StartError(answer.failure);
    return answer.made;
  } finally {
    clearTimeout(bound);
    signal.removeEventListener('abort', stop);
  }
}
