import type { Clock } from './clock.ts';
import { ContractError } from './contract-error.ts';
import { type PauseReason, watchPage } from './page-state.ts';

/** How a program beats. */
export interface HeartbeatOptions<Answer> {
  /** From one answer to the next beat: a minute unless told. */
  intervalMs?: number;
  /** How far a wait differs by chance, so that a fleet does not beat as one: 0.1 is a tenth more or less, and the default. */
  jitter?: number;
  /** What a wait grows to after failures, doubling each time: a quarter of an hour unless told. */
  longestMs?: number;
  /** While a page is hidden, or the machine is offline, nothing is sent. Never unless told. */
  pauseWhen?: readonly PauseReason[];
  onBeat?: (answer: Answer) => void;
  onFailure?: (error: unknown) => void;
}

/** A heart that beats until it is stopped, or its session is over. */
export interface Heartbeat {
  pause(): void;
  /** Goes on; what became due meanwhile is sent soon. */
  resume(): void;
  /** For good; a beat on its way is aborted. */
  stop(): void;
}

interface Body<Answer> {
  beat(signal: AbortSignal): Promise<Answer>;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
}

const minuteMs = 60_000;
const unauthorized = 401;

/** Beats by `beat`, the first time within a moment, never twice at once. */
export function startHeartbeat<Answer>(
  { beat, clock, random }: Body<Answer>,
  options: HeartbeatOptions<Answer>,
): Heartbeat {
  const { intervalMs = minuteMs, jitter = 0.1, longestMs = 15 * minuteMs, pauseWhen = [] } = options;
  const ending = new AbortController();
  const pauses = new Set<PauseReason | 'told'>();
  let failures = 0;
  let dueAtMs = clock.now() + moment();
  let isBeating = false;
  let unschedule = (): void => {};

  /** A short while, by chance, for what many programs begin at the same time. */
  function moment(): number {
    return random() * jitter * intervalMs;
  }

  function schedule(): void {
    unschedule();
    if (ending.signal.aborted || isBeating || pauses.size > 0) return;
    unschedule = clock.after(Math.max(0, dueAtMs - clock.now()), () => void beatOnce());
  }

  async function beatOnce(): Promise<void> {
    isBeating = true;
    const [outcome] = await Promise.allSettled([beat(ending.signal)]);
    isBeating = false;
    if (ending.signal.aborted) return;
    if (outcome.status === 'fulfilled') {
      planNext(0);
      options.onBeat?.(outcome.value);
    } else {
      planNext(failures + 1, outcome.reason);
      options.onFailure?.(outcome.reason);
    }
  }

  /** Before the app is told: what it throws must not end the heartbeat. */
  function planNext(failuresInARow: number, reason?: unknown): void {
    failures = failuresInARow;
    const refusal = reason instanceof ContractError ? reason : undefined;
    if (refusal?.status === unauthorized) {
      stop();
      return;
    }
    const waitMs = Math.max(intervalMs, Math.min(intervalMs * 2 ** failures, longestMs));
    const askedMs = (refusal?.retryAfterSeconds ?? 0) * 1_000;
    dueAtMs = clock.now() + Math.max(askedMs, waitMs * (1 + jitter * (2 * random() - 1)));
    schedule();
  }

  function setPause(reason: PauseReason | 'told', isPaused: boolean): void {
    if (isPaused === pauses.has(reason)) return;
    if (isPaused) pauses.add(reason);
    else pauses.delete(reason);
    // A network that is back wakes many at once.
    if (!isPaused) dueAtMs = Math.max(dueAtMs, clock.now() + moment());
    schedule();
  }

  function stop(): void {
    ending.abort(new DOMException('The heartbeat was stopped.', 'AbortError'));
    unschedule();
    unwatch();
  }

  const unwatch = watchPage(pauseWhen, setPause);
  schedule();
  return { pause: () => setPause('told', true), resume: () => setPause('told', false), stop };
}
