/** Who ends what was begun for it. */
export interface Endings {
  /** Runs when the work has ended, however it ended; what was begun last ends first. */
  after(ending: () => Promise<void> | void): void;
}

/** Outside of tests, what a test's context is inside of them: answers what `work` answers, after its endings. */
export async function withEndings<Result>(work: (endings: Endings) => Promise<Result>): Promise<Result> {
  const endings: Array<() => Promise<void> | void> = [];
  try {
    return await work({ after: (ending) => void endings.push(ending) });
  } finally {
    for (const ending of endings.reverse()) await ending();
  }
}
