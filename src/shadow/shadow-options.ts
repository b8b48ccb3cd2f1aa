import type { GatewayDefinition } from '../gateways/gateway.ts';
import type { DifferenceRecord } from './differences.ts';
import type { shadowPlaces } from './places.ts';
import type { Side } from './sides.ts';

/** What an operator chose for one proxy, and who is told what. */
export interface ShadowOptions {
  contract: GatewayDefinition;
  old: URL;
  new: URL;
  listen: { host: string; port: number };
  /** The Host that both servers see; undefined: the one that the client sent. */
  host: string | undefined;
  replaysWrites: boolean;
  /** Of the reads. */
  samplePercent: number;
  /** Fields that are not compared. */
  ignored: readonly string[];
  /** How long each server may say nothing; a replay as a whole. */
  silenceMs: Record<Side, number>;
  trustedProxies: readonly string[];
  places: ReturnType<typeof shadowPlaces>;
  onDifference(record: DifferenceRecord, isNew: boolean): void;
  onTold(told: ShadowTold): void;
}

/** What the operator hears at once. */
export type ShadowTold =
  | { event: 'failed'; side: Side; reason: string }
  | { event: 'returned'; endpoint: string }
  | { event: 'fault'; error: unknown };
