import { limits } from './limits.ts';

/** Sends a switched endpoint back where ours fails too often in a row. */
export interface Breaker {
  succeed(endpoint: string): void;
  fail(endpoint: string): void;
}

/** `onBroken` is called with an endpoint that is to return. */
export function createBreaker(onBroken: (endpoint: string) => void): Breaker {
  const failures = new Map<string, number>();
  return {
    succeed: (endpoint) => void failures.delete(endpoint),
    fail(endpoint) {
      const inARow = (failures.get(endpoint) ?? 0) + 1;
      failures.set(endpoint, inARow);
      if (inARow < limits.failuresInARow) return;
      failures.delete(endpoint);
      onBroken(endpoint);
    },
  };
}
