/** Work that is done again and again, one run at a time. */
export interface Repeating {
  /** Does it after each pause, until `stop`; what is still being done then is not begun a second time. */
  start(): void;
  /** Does it now; whoever asks while it is being done shares that. */
  run(): Promise<void>;
  /** Does it from its beginning, after what is being done now: what there is at this moment is surely in it. */
  runAnew(): Promise<void>;
  /** Resolves when what is being done has ended. */
  stop(): Promise<void>;
}

/** `work` never rejects: nobody would hear of it. */
export function createRepeating(work: () => Promise<void>, pauseMs: number): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function run(): Promise<void> {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  }

  function runAnew(): Promise<void> {
    if (!running) return run();
    const runNext = (): Promise<void> => {
      next = undefined;
      return run();
    };
    next ??= running.then(runNext, runNext);
    return next;
  }

  return {
    run,
    runAnew,
    start() {
      timer = setInterval(run, pauseMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
