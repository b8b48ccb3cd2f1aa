import { setTimeout as delay } from 'node:timers/promises';

/** Waits until it is so, for 60 s at most: what is not so by then is told by the assertion that follows. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await isSo()) && Date.now() < deadline; ) await delay(20);
}
