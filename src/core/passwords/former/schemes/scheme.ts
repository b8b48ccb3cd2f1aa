/** What was stored of one password. */
export interface Stored {
  hash: string;
  /** What the format string says after the password, in bytes. */
  args: readonly Buffer[];
}

/** A way of hashing that has a name of its own. */
export interface Scheme {
  /** How many arguments follow the password in a format string. */
  args: { least: number; most: number };
  /** The arguments in words, for who gave others. */
  usage: string;
  /** Why this cannot be checked, or costs more than is allowed; undefined where it can. */
  findProblem(stored: Stored): string | undefined;
  /** Only for what has no problem. Off the event loop wherever it takes long. */
  matches(password: Buffer, stored: Stored): Promise<boolean>;
}

/** A scheme whose stored text tells everything. */
export const nothingElse = { args: { least: 0, most: 0 }, usage: 'nothing but the password' } as const;
