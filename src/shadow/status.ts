import type { EndpointFigures, Figures, Obstacle } from './figures.ts';
import type { Side } from './sides.ts';
import type { Switches } from './switches.ts';

/** What a proxy has done so far, as a second command reads it. */
export interface ShadowStatus {
  contract: string;
  listens: string;
  old: string;
  new: string;
  /** ISO 8601. */
  since: string;
  replaysWrites: boolean;
  samplePercent: number;
  /** Kinds of differences that were seen. */
  differences: number;
  /** Endpoints that ours answers. */
  switched: string[];
  endpoints: EndpointStatus[];
}

/** One endpoint's part of it. */
export interface EndpointStatus {
  endpoint: string;
  answeredBy: Side;
  requests: number;
  /** By who answered, whatever is switched: who holds a token that only one server knows is answered by that one. */
  answered: Record<Side, number>;
  replayed: number;
  same: number;
  different: number;
  notCompared: Partial<Record<Obstacle, number>>;
  failed: Record<Side, number>;
  /** Of the head of an answer, in milliseconds; null where nothing was measured. */
  latencyMs: Record<Side, { p50: number | null; p95: number | null }>;
}

/** The figures of every endpoint that was asked for, or is switched. */
export function describeEndpoints(figures: Figures, switches: Switches): EndpointStatus[] {
  for (const name of switches.list()) figures.of(name);
  return figures.list().map(([endpoint, each]) => ({
    endpoint,
    answeredBy: switches.sideOf(endpoint),
    requests: each.requests,
    answered: each.answered,
    replayed: each.replayed,
    same: each.same,
    different: each.different,
    notCompared: each.notCompared,
    failed: each.failed,
    latencyMs: { old: percentiles(each, 'old'), new: percentiles(each, 'new') },
  }));
}

function percentiles({ latency }: EndpointFigures, side: Side) {
  const of = (percent: number): number | null => latency[side].percentile(percent) ?? null;
  return { p50: of(50), p95: of(95) };
}
