import type { Endings } from '../test/support/endings.ts';

/** What one round of one line gave. */
export interface Measured {
  ours: number;
  /** Of the reference, in the same round; undefined where ours is judged alone. */
  reference?: number;
}

/** What has to be so. Ratios are ours divided by the reference's. */
export type Goal =
  | { kind: 'ratio at least' | 'ratio at most' | 'ours at most'; value: number }
  /** Told, and not judged. */
  | { kind: 'none' };

/** One line of the table. */
export interface Line {
  figure: string;
  /** What ours is compared with; empty where it is judged alone. */
  reference: string;
  unit: string;
  goals: readonly Goal[];
  /** In the order in which they were measured. */
  rounds: readonly Measured[];
}

/** What a figure is given. */
export interface FigureContext extends Endings {
  /** How often ours and the reference take turns. */
  rounds: number;
  /** How long one turn is measured. */
  seconds: number;
  /** How long each is used before, so that what is measured is compiled. */
  warmUpSeconds: number;
  /** Only whether it works: less data, smaller files. */
  isQuick: boolean;
  /** How many accounts the large directory has. */
  accounts: number;
  /** A folder in which the servers leave their profiles when they end; they are slower then. */
  profileInto?: string | undefined;
  /** Tells whoever watches how far it is, a line at a time. */
  say(line: string): void;
}

/** What is measured together, because it needs the same servers. It starts and stops everything that it needs. */
export interface Figure {
  /** As it is named on the command line: kebab-case. */
  name: string;
  /** In one sentence, what it tells an operator. */
  about: string;
  run(context: FigureContext): Promise<Line[]>;
}
