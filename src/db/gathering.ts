/** Sends what is asked for at the same time together. */
export interface Gathering<Asked> {
  /** It is sent with the end of this turn of the event loop, or as soon as one of those on their way has come back. */
  add(asked: Asked): void;
}

/** How many may be on their way before others wait to be gathered: one that works, and one that is carried. */
const mostOnTheWay = 2;
/** One that takes longer holds nobody up: the server hangs, or the network does. */
const patienceMs = 50;

/** `send` must not reject. */
export function createGathering<Asked>(send: (all: readonly Asked[]) => Promise<void>): Gathering<Asked> {
  let gathered: Asked[] = [];
  let onTheWay = 0;
  let isScheduled = false;
  let patience: NodeJS.Timeout | undefined;

  async function sendAll(): Promise<void> {
    clearTimeout(patience);
    patience = undefined;
    isScheduled = false;
    const all = gathered;
    gathered = [];
    onTheWay += 1;
    await send(all);
    onTheWay -= 1;
    if (gathered.length > 0 && !isScheduled) sendAll();
  }

  return {
    add(asked) {
      gathered.push(asked);
      if (isScheduled) return;
      isScheduled = onTheWay < mostOnTheWay;
      if (isScheduled) setImmediate(sendAll);
      else patience ??= setTimeout(sendAll, patienceMs);
    },
  };
}
