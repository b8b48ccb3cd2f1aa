/** What asks a process to end. */
export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What this process was told. */
export interface StopSignals {
  /** Whether there was one already. */
  readonly received: boolean;
  /** Resolves at the first. */
  first: Promise<NodeJS.Signals>;
  /** Resolves at one that comes a second or more after the first: somebody means it. */
  again: Promise<void>;
}

// Ctrl-C below npm arrives twice at once, from the terminal and from npm.
const echoMs = 1_000;

/** Hears SIGTERM, SIGINT and SIGHUP from now on, so that none of them cuts an orderly end short. */
export function hearStopSignals(): StopSignals {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const again = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    firstAt ??= now;
    first.resolve(signal);
    if (now - firstAt >= echoMs) again.resolve();
  };
  for (const signal of stopSignals) process.on(signal, hear);
  return {
    get received() {
      return firstAt !== undefined;
    },
    first: first.promise,
    again: again.promise,
  };
}
