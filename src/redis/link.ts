import type { Client } from './clients.ts';
import type { Connection } from './connection.ts';

/** How things stand with Redis. */
export interface RedisState {
  /** `lost`: nothing is asked before it answers again. */
  status: 'up' | 'lost';
  /** Epoch milliseconds. */
  since: number;
  /** Why it is lost, in words. */
  reason: string | undefined;
  /** Since the start: how often it was asked, was not answered in time, and was lost after it had been up. */
  asked: number;
  timedOut: number;
  losses: number;
}

/** The way to Redis, which costs nobody more than one short wait. */
export interface Link {
  /** What comes of `work`; `otherwise` where there is no answer in time, and at once while Redis is lost. Throws nothing. */
  ask<T>(otherwise: T, work: (client: Client) => Promise<T>): Promise<T>;
  state(): RedisState;
  /** Resolves when the first try to connect has ended, well or not. */
  tried: Promise<void>;
  close(): void;
}

interface Deps {
  open(onClosed: () => void): Connection;
  /** How long an answer is waited for. */
  timeoutMs: number;
  /** At each loss and each return, and once where it is not there at the start. */
  onTurn(state: RedisState): void;
}

const beatEveryMs = 1_000;
const shortestPauseMs = 250;
const longestPauseMs = 2_000;
// What is lost again sooner than that has not recovered.
const provenAfterMs = 10_000;

/** Connects now and whenever Redis is lost, in the background. */
export function openLink({ open, timeoutMs, onTurn }: Deps): Link {
  const counts = { asked: 0, timedOut: 0, losses: 0 };
  const waiting = new Set<() => void>();
  let turned: Pick<RedisState, 'status' | 'since' | 'reason'> = {
    status: 'lost',
    since: Date.now(),
    reason: 'not connected yet',
  };
  let connection: Connection | undefined;
  let opening: Connection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let isFirstTry = true;
  let isClosed = false;

  const state = (): RedisState => ({ ...turned, ...counts });

  function turn(status: RedisState['status'], reason?: string): void {
    turned = { status, since: Date.now(), reason };
    onTurn(state());
  }

  function pauseThen(act: () => void, milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds).unref();
  }

  function retryLater(): void {
    pauseThen(connect, Math.min(longestPauseMs, shortestPauseMs * 2 ** failures));
    failures += 1;
  }

  /** Whoever waits for an answer is let go at once, not each at the end of its own time. */
  function lose(lost: Connection | undefined, reason: string): void {
    if (lost === undefined || connection !== lost) return;
    connection = undefined;
    counts.losses += 1;
    lost.close();
    for (const letGo of waiting) letGo();
    if (Date.now() - turned.since >= provenAfterMs) failures = 0;
    turn('lost', reason);
    retryLater();
  }

  async function connect(): Promise<void> {
    const fresh = open(() => lose(fresh, 'the connection ended'));
    opening = fresh;
    const failure = await fresh.ready.catch((error: Error) => error);
    if (isClosed) return fresh.close();
    if (failure) {
      turned = { ...turned, reason: failure.message };
      if (isFirstTry) onTurn(state());
      retryLater();
    } else {
      connection = fresh;
      turn('up');
      beatLater();
    }
    isFirstTry = false;
  }

  function beatLater(): void {
    pauseThen(async () => {
      const beating = connection;
      await ask(undefined, async () => void (await beating?.beat()));
      if (connection !== undefined && connection === beating) beatLater();
    }, beatEveryMs);
  }

  function ask<T>(otherwise: T, work: (client: Client) => Promise<T>): Promise<T> {
    const asked = connection;
    if (!asked) return Promise.resolve(otherwise);
    counts.asked += 1;
    return new Promise((resolve) => {
      const settle = (value: T): void => {
        clearTimeout(limit);
        waiting.delete(letGo);
        resolve(value);
      };
      const letGo = (): void => settle(otherwise);
      const giveUp = (): void => {
        if (!waiting.has(letGo)) return;
        counts.timedOut += 1;
        lose(asked, `no answer within ${timeoutMs} ms`);
      };
      // Where this process itself was held up, the answer lies there already and is read before an immediate.
      const limit = setTimeout(() => setImmediate(giveUp), timeoutMs);
      waiting.add(letGo);
      work(asked.client).then(settle, (error: Error) => {
        lose(asked, error.message);
        letGo();
      });
    });
  }

  return {
    ask,
    state,
    tried: connect(),
    close() {
      isClosed = true;
      clearTimeout(timer);
      const open = connection;
      connection = undefined;
      for (const letGo of waiting) letGo();
      for (const each of new Set([open, opening])) each?.close();
    },
  };
}
