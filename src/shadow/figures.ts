import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Side } from './sides.ts';

/** Why a request was not asked of the other server, or the two answers not compared. */
export type Obstacle =
  | 'a write'
  | 'no pair of tokens'
  | 'a code or captcha'
  | 'would send a code'
  | 'body too large'
  | 'not changed since'
  | 'not in the sample'
  | 'too many at once'
  | 'client went away'
  | 'no answer';

/** What happened at one endpoint. */
export interface EndpointFigures {
  requests: number;
  /** Requests by who answered them, whatever is switched. */
  answered: Record<Side, number>;
  replayed: number;
  same: number;
  different: number;
  notCompared: Partial<Record<Obstacle, number>>;
  /** Requests that a server gave no answer to. */
  failed: Record<Side, number>;
  latency: Record<Side, Latency>;
}

/** From a request to the head of its answer. */
interface Latency {
  record(ms: number): void;
  /** In milliseconds; undefined where nothing was measured. */
  percentile(percent: number): number | undefined;
}

/** By the names of endpoints. */
export interface Figures {
  of(endpoint: string): EndpointFigures;
  list(): Array<readonly [endpoint: string, figures: EndpointFigures]>;
}

/** Makes empty ones. */
export function createFigures(): Figures {
  const figures = new Map<string, EndpointFigures>();
  return {
    of(endpoint) {
      let found = figures.get(endpoint);
      if (!found) {
        found = createEndpointFigures();
        figures.set(endpoint, found);
      }
      return found;
    },
    list: () => [...figures].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function createEndpointFigures(): EndpointFigures {
  return {
    requests: 0,
    answered: { old: 0, new: 0 },
    replayed: 0,
    same: 0,
    different: 0,
    notCompared: {},
    failed: { old: 0, new: 0 },
    latency: { old: createLatency(), new: createLatency() },
  };
}

function createLatency(): Latency {
  let histogram: RecordableHistogram | undefined;
  return {
    record(ms) {
      // Two figures are enough, and take a tenth of the memory.
      histogram ??= createHistogram({ figures: 2, highest: 3_600_000_000 });
      histogram.record(Math.max(1, Math.round(ms * 1000)));
    },
    percentile: (percent) => histogram && histogram.percentile(percent) / 1000,
  };
}

/** Counts why something was not compared. */
export function countObstacle({ notCompared }: EndpointFigures, obstacle: Obstacle): void {
  notCompared[obstacle] = (notCompared[obstacle] ?? 0) + 1;
}
