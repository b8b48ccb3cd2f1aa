/** Memory that all bodies which are kept for a comparison have together. */
export interface MemoryBudget {
  /** Whether there was that much left; it is taken then. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** Makes one of so many bytes. */
export function createMemoryBudget(bytes: number): MemoryBudget {
  let left = bytes;
  return {
    take(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give(back) {
      left += back;
    },
  };
}
