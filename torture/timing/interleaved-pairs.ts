import type { SeededRandom } from '../../src/generate/random.ts';
import { areaUnderCurve } from './area-under-curve.ts';
import type { TimedAnswer, TimedConnection, TimedRequest } from './timed-connection.ts';

/** The two kinds of request that nobody may be able to tell apart. */
export interface Pair {
  left: TimedRequest;
  right: TimedRequest;
}

/** What was measured of one pair after another. */
export interface Measured {
  /** Near 0.5 where how long an answer takes tells nothing. */
  area: number;
  /** In milliseconds. */
  medians: readonly [left: number, right: number];
  /** Answers that were another than the first of all, whichever side they were given to. */
  otherAnswers: readonly string[];
}

/** Asked before any is measured: compiled code, filled caches and an open connection are not what is asked about. */
export const warmUpPairs = 50;
const mostTold = 3;

/** Asks both of each pair, in an order that chance decides: whatever else the machine does falls on both alike. */
export async function measurePairs(
  connection: TimedConnection,
  pairs: { count: number; random: SeededRandom; next(index: number): Pair | Promise<Pair> },
): Promise<Measured> {
  const [left, right]: [number[], number[]] = [[], []];
  const told = new Map<string, number>();
  for (let index = 0; index < pairs.count + warmUpPairs; index += 1) {
    const pair = await pairs.next(index);
    const isLeftFirst = pairs.random.chance(50);
    const first = await connection.ask(isLeftFirst ? pair.left : pair.right);
    const second = await connection.ask(isLeftFirst ? pair.right : pair.left);
    for (const answer of [first, second]) told.set(say(answer), (told.get(say(answer)) ?? 0) + 1);
    if (index < warmUpPairs) continue;
    left.push((isLeftFirst ? first : second).tookNs);
    right.push((isLeftFirst ? second : first).tookNs);
  }
  return {
    area: areaUnderCurve(left, right),
    medians: [medianMs(left), medianMs(right)],
    otherAnswers: [...told].slice(1, 1 + mostTold).map(([answer, times]) => `${answer} (${times} times)`),
  };
}

/** Without the request's own number. */
function say({ status, text }: TimedAnswer): string {
  return `${status} ${text.replace(/urn:portico:request:[\w-]+/, '').slice(0, 500)}`;
}

function medianMs(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0) / 1e6;
}
