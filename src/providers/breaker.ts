/** Leave to ask a vendor once; whoever has it says in the end whether the vendor worked. */
export interface Pass {
  end(worked: boolean): void;
}

/** Keeps callers from waiting for a vendor that does not work. */
export interface Breaker {
  /** Undefined while the breaker is open, and while somebody else tries whether it may close. */
  enter(): Pass | undefined;
  /** Whether there is leave at this moment; takes nothing. */
  isPassable(): boolean;
}

interface Options {
  failuresToOpen?: number;
  openMs?: number;
  /** Milliseconds that only grow. */
  now?: () => number;
  onTurn(state: 'open' | 'closed'): void;
}

/** Opens after failures in a row; after a while one caller at a time may try, and what comes of that decides. */
export function createBreaker(options: Options): Breaker {
  const { failuresToOpen = 5, openMs = 30_000, now = () => performance.now(), onTurn } = options;
  let failures = 0;
  let openUntil: number | undefined;
  let isTrying = false;
  // What was begun before the breaker turned tells nothing of how things are now.
  let turn = 0;

  function count(worked: boolean): void {
    failures = worked ? 0 : failures + 1;
    if (failures >= failuresToOpen) change('open');
  }

  function decide(worked: boolean): void {
    isTrying = false;
    if (worked) change('closed');
    else openUntil = now() + openMs;
  }

  function change(state: 'open' | 'closed'): void {
    failures = 0;
    turn += 1;
    openUntil = state === 'open' ? now() + openMs : undefined;
    onTurn(state);
  }

  const isPassable = (): boolean => openUntil === undefined || (!isTrying && now() >= openUntil);

  return {
    isPassable,
    enter() {
      if (!isPassable()) return undefined;
      const begunIn = turn;
      if (openUntil === undefined) return { end: (worked) => begunIn === turn && count(worked) };
      isTrying = true;
      return { end: decide };
    },
  };
}
