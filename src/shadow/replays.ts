import type { ClientCall, SentBody } from './exchange.ts';
import { createBodyKeeper } from './kept-body.ts';
import { createLanes } from './lanes.ts';
import { limits } from './limits.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { withoutHeaders } from './passed-headers.ts';
import type { Routing, Swap } from './routing.ts';
import { type SeenAnswer, seeAnswer } from './seen-answer.ts';
import type { Side } from './sides.ts';
import { swapInBody, swapInHeaders } from './swap-tokens.ts';
import { type Upstream, UpstreamFailure } from './upstream.ts';

/** What came of asking the other server the same. */
export type Replayed =
  | { answer: SeenAnswer; release(): void }
  | { failure: string }
  | { obstacle: 'no pair of tokens' };

/** Asks the server that did not answer the client. */
export interface Replays {
  /** Takes a place; undefined where all are taken. */
  reserve(): (() => void) | undefined;
  replay(call: ClientCall, body: SentBody, side: Side): Promise<Replayed>;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

interface ReplayDeps {
  upstreams: Record<Side, Upstream>;
  routing: Routing;
  /** The session of a token, where one is known. */
  sessionOf(token: string): string | undefined;
  budget: MemoryBudget;
  /** For a whole replay by each of them. */
  deadlineMs: Record<Side, number>;
}

/** Makes the replays of one proxy. */
export function createReplays({ upstreams, routing, sessionOf, budget, deadlineMs }: ReplayDeps): Replays {
  let underWay = 0;
  let tellIdle = (): void => {};
  const lanes = createLanes();

  async function replayNow(call: ClientCall, body: SentBody, side: Side): Promise<Replayed> {
    const signal = AbortSignal.timeout(deadlineMs[side]);
    const swaps = await routing.translate(side, call.keys);
    if (!swaps) return { obstacle: 'no pair of tokens' };
    const keeper = createBodyKeeper(budget);
    const startedAt = performance.now();
    try {
      const message = await upstreams[side].ask(toAsked(call, body, swaps), signal);
      call.figures.latency[side].record(performance.now() - startedAt);
      for await (const chunk of message as AsyncIterable<Buffer>) keeper.add(chunk);
      return { answer: seeAnswer(message, keeper.finish()), release: keeper.release };
    } catch (error) {
      keeper.release();
      call.figures.failed[side] += 1;
      return { failure: describe(error, signal, deadlineMs[side]) };
    }
  }

  function laneOf({ keys }: ClientCall): string | undefined {
    return keys.tokens.map(sessionOf).find((session) => session !== undefined) ?? keys.lane;
  }

  return {
    reserve() {
      if (underWay >= limits.replays) return undefined;
      underWay += 1;
      return () => {
        underWay -= 1;
        if (underWay === 0) tellIdle();
      };
    },
    // What one client does is repeated in its order: else a read would overtake the write before it, and a renewal the
    // requests with the token that it ends.
    replay: (call, body, side) => lanes.follow(laneOf(call), () => replayNow(call, body, side)),
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => (tellIdle = resolve))),
  };
}

function toAsked({ method, url, passed }: ClientCall, sent: SentBody, swaps: readonly Swap[]) {
  // Uncompressed it is compared sooner, and nobody pays for the way between two servers.
  const headers = withoutHeaders(swapInHeaders(passed, swaps), ['accept-encoding']);
  if (!sent?.bytes) return { method, url, headers, body: undefined };
  return { method, url, ...swapInBody(sent.bytes, headers, swaps) };
}

function describe(error: unknown, signal: AbortSignal, deadlineMs: number): string {
  if (signal.aborted) return `no whole answer in ${deadlineMs / 1000} s`;
  return error instanceof UpstreamFailure ? error.message : 'broke off its answer';
}
