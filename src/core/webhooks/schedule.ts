import { createRepeating } from '../repeating.ts';

/** Looks for what nobody does: what becomes true by the clock alone. */
export interface WebhookSchedule {
  /** Looks at once and every 5 seconds, until `stop`, which waits for the look that is being taken. */
  start(): void;
  /** One look, by each of the teller. */
  lookOnce(): Promise<void>;
  stop(): Promise<void>;
}

const lookMs = 5_000;

/** Tells of what happened since the last look; each teller marks what it told, so that no other process tells it again. */
export function createWebhookSchedule(deps: {
  tellers: ReadonlyArray<() => Promise<void>>;
  onFailure(error: unknown): void;
}): WebhookSchedule {
  async function lookAtAll(): Promise<void> {
    for (const tell of deps.tellers) await tell().catch(deps.onFailure);
  }

  const looks = createRepeating(lookAtAll, lookMs);
  return {
    lookOnce: looks.run,
    start() {
      void looks.run();
      looks.start();
    },
    stop: looks.stop,
  };
}
