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
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> | undefined;

  function look(): void {
    looking ??= deps
      .releaseDue()
      .catch(deps.onFailure)
      .finally(() => {
        looking = undefined;
      });
  }

  return {
    start() {
      timer = setInterval(look, lookMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
