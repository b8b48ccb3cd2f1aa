/** How much of a part is done: all that `npm run torture` promises, or what `npm test` has time for. */
export type Extent = 'whole' | 'slice';

/** What a part is given. */
export interface PartContext {
  extent: Extent;
  /** Of everything that is chosen at random: the same seed chooses the same again. */
  seed: number;
  /** Tells whoever watches how far it is, a line at a time. */
  say(line: string): void;
  /** Runs when the part has ended, however it ended; what was begun last ends first. */
  after(ending: () => Promise<void> | void): void;
}

/** What came of it. */
export interface Findings {
  /** What was done and counted, by its name, in the order in which it is printed. */
  figures: Readonly<Record<string, number | string>>;
  /** What must not be, in words; none where all stood. */
  faults: readonly string[];
}

/** One kind of torture. It ends by itself, and starts and stops everything that it needs. */
export interface TorturePart {
  /** As it is named on the command line: kebab-case. */
  name: string;
  /** In one sentence, what must stand. */
  about: string;
  run(context: PartContext): Promise<Findings>;
}
