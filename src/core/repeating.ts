/** Work that is done again and again, one run at a time. */
export interface Repeating {
  /** Does it after each pause, until `stop`; what is still being done then is not begun a second time. */
  start(): void;
  /** Does it now; whoever asks while it is being done shares that. */
  run(): Promise<void>;
  /** Resolves when what is being done has ended. */
  stop(): Promise<void>;
}

/** `work` never rejects: nobody would hear of it. */
export function createRepeating(work: () => Promise<void>, pauseMs: number): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  function run(): Promise<void> {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    run,
    start() {
      timer = setInterval(run, pauseMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
