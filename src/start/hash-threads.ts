import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';

const tasks = '/proc/self/task';
/** Beside a thread with work to do they get a tenth of a core, alone all of it. */
const niceness = 10;

/**
 * Lets the thread that answers go before those of libuv's pool, which hash passwords and draw pictures for milliseconds at
 * a time, where there are more of them than cores. Linux alone counts threads one by one; elsewhere, and where it is not
 * allowed, nothing changes.
 */
export async function letAnswersGoFirst(): Promise<void> {
  if (process.platform !== 'linux') return;
  try {
    // libuv starts all of its threads with the first work that it is given.
    await stat(tasks);
    for (const thread of findPoolThreads()) setPriority(thread, niceness);
  } catch {
    // It was no more than a wish.
  }
}

/** The ids of the threads of libuv's pool, as Linux knows them. */
export function findPoolThreads(): number[] {
  const threads = readdirSync(tasks).filter((id) => nameOf(id) === 'libuv-worker');
  return threads.map(Number);
}

const nameOf = (thread: string): string => readFileSync(`${tasks}/${thread}/comm`, 'utf8').trim();
