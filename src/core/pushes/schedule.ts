import { createRepeating } from '../repeating.ts';

/** Sends scheduled pushes at their time. */
export interface PushSchedule {
  /** Looks every second, until `stop`, which waits for the look that is being taken. */
  start(): void;
  stop(): Promise<void>;
}

const lookMs = 1_000;

/** The clock behind scheduled pushes: the row is the truth, so that what is changed or cancelled needs nothing undone. */
export function createPushSchedule(deps: {
  releaseDue(): Promise<number>;
  onFailure(error: unknown): void;
}): PushSchedule {
  const look = async (): Promise<void> => void (await deps.releaseDue().catch(deps.onFailure));
  return createRepeating(look, lookMs);
}
