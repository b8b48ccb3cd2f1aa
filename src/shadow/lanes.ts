/** Work that waits for the work before it in the same lane. */
export interface Lanes {
  /** Without a lane it begins at once. */
  follow<Result>(lane: string | undefined, work: () => Promise<Result>): Promise<Result>;
}

/** Makes an empty set; a lane is forgotten with its last work. */
export function createLanes(): Lanes {
  const last = new Map<string, Promise<unknown>>();
  return {
    follow(lane, work) {
      if (lane === undefined) return work();
      const before = last.get(lane) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(lane, mine);
      const leave = (): void => {
        if (last.get(lane) === mine) last.delete(lane);
      };
      mine.then(leave, leave);
      return mine;
    },
  };
}
