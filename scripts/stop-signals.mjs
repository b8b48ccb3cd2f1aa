/**
 * Makes a repeated stop signal harmless. Ctrl-C under npm arrives twice (from the terminal and from npm), and a program that listens
 * with `once` would be killed by the second one in the middle of its orderly end. A program that does not listen dies as usual.
 */
export function ignoreRepeatedStopSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    let handled = false;
    const guard = () => {
      if (!handled && process.listenerCount(signal) === 1) {
        process.off(signal, guard);
        process.kill(process.pid, signal);
      }
      handled = true;
    };
    process.on(signal, guard);
  }
}
