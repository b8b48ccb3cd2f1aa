import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import type { Comparisons } from './comparisons.ts';
import type { ClientCall, SentBody } from './exchange.ts';
import { countObstacle, type Obstacle } from './figures.ts';
import type { Issuing } from './issuing.ts';
import { type BodyKeeper, createBodyKeeper, keptWhole, tapInto } from './kept-body.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { IncomingBody } from './read-first.ts';
import type { Replays } from './replays.ts';
import { type SeenAnswer, seeAnswer } from './seen-answer.ts';
import type { Side } from './sides.ts';

/** Looks on while one request is answered. */
export interface Watch {
  /** A body that streams, kept as it comes if it will be needed. */
  sent: Readable | undefined;
  /** What the answer is to pass through; undefined where nobody needs it. */
  tapAnswer(side: Side, message: IncomingMessage): Transform | undefined;
  /** Once the client has its answer, or will have none, or went away. */
  end(isGone: boolean): void;
}

/** Has what passes replayed and compared, without anybody waiting for that. */
export interface Watcher {
  begin(call: ClientCall, body: IncomingBody): Watch;
}

interface WatcherDeps {
  comparisons: Comparisons;
  replays: Replays;
  issuing: Issuing;
  budget: MemoryBudget;
  /** A fault of this program, while it compared. */
  onFault(error: unknown): void;
}

/** Makes the watcher of one proxy. */
export function createWatcher({ comparisons, replays, issuing, budget, onFault }: WatcherDeps): Watcher {
  /** Takes a place among the replays, or says why there will be none. */
  function plan(call: ClientCall): { release: () => void } | { obstacle: Obstacle } {
    const obstacle = comparisons.findObstacle(call);
    if (obstacle) return { obstacle };
    const release = replays.reserve();
    return release ? { release } : { obstacle: 'too many at once' };
  }

  return {
    begin(call, { bytes, stream }) {
      const planned = plan(call);
      const sent = stream && 'release' in planned ? createBodyKeeper(budget) : undefined;
      let isSeen = false;
      let isSentWhole = stream === undefined;

      function noteSentWhole(): void {
        isSentWhole = true;
      }

      /** All of the answer has come from the server that answers; the client does not have its end yet. */
      function hear(side: Side, answer: SeenAnswer, kept: BodyKeeper): void {
        isSeen = true;
        const body: SentBody = sent ? sent.finish() : bytes && keptWhole(bytes);
        const obstacle = 'obstacle' in planned ? planned.obstacle : findLate(answer, body, isSentWhole);
        const settle = issuing.concerns(call) ? issuing.note(call, side, answer, obstacle === undefined) : () => {};
        const finish = (): void => {
          for (const keeper of [kept, sent]) keeper?.release();
          if ('release' in planned) planned.release();
        };
        if (obstacle) {
          countObstacle(call.figures, obstacle);
          settle([]);
          finish();
          return;
        }
        comparisons
          .compare(call, body, side, answer)
          .catch((error: unknown) => {
            onFault(error);
            return [];
          })
          .then(settle)
          .finally(finish);
      }

      return {
        sent: sent && stream ? pipeInto(stream, tapInto(sent, noteSentWhole)) : stream,
        tapAnswer(side, message) {
          if ('obstacle' in planned && !issuing.concerns(call)) return undefined;
          const kept = createBodyKeeper(budget);
          const tap = tapInto(kept, () => {
            // Whatever goes wrong here is nothing to the client.
            try {
              hear(side, seeAnswer(message, kept.finish()), kept);
            } catch (error) {
              onFault(error);
            }
          });
          return tap.once('close', () => isSeen || kept.release());
        },
        end(isGone) {
          if (isSeen) return;
          sent?.release();
          if ('release' in planned) planned.release();
          const obstacle = isGone ? 'client went away' : 'no answer';
          countObstacle(call.figures, 'obstacle' in planned ? planned.obstacle : obstacle);
        },
      };
    },
  };
}

/** A stream that breaks off is broken off for whoever reads on. */
function pipeInto(stream: Readable, tap: Transform): Readable {
  stream.once('error', () => tap.destroy());
  return stream.pipe(tap);
}

/** What only shows once the client has been answered. */
function findLate({ status }: SeenAnswer, body: SentBody, isSentWhole: boolean): Obstacle | undefined {
  if (status === 304) return 'not changed since';
  return !isSentWhole || (body && !body.bytes) ? 'body too large' : undefined;
}
