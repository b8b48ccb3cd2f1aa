import { DomainError } from '../core/errors.ts';
import { mebibyte } from './body-policy.ts';

/** What one body takes of the memory that all of them have together. */
export interface BodyShare {
  /** Throws `request.overloaded` where there is none left. */
  take(bytes: number): void;
  /** All of it; for when the body has been read, or given up. */
  giveBack(): void;
}

const mostBytes = 128 * mebibyte;
// What ordinary requests are made of is always taken: whoever fills the budget keeps none of them out.
const freeBytes = 16 * 1024;
/** By all bodies that this process is reading. */
let takenBytes = 0;

/** Begins a body's share. Thousands of callers may each send a body that is not too large, and then no end of it. */
export function openBodyShare(): BodyShare {
  let size = 0;
  let charged = 0;
  return {
    take(bytes) {
      size += bytes;
      const more = Math.max(0, size - freeBytes) - charged;
      if (takenBytes + more > mostBytes) throw new DomainError('request.overloaded');
      charged += more;
      takenBytes += more;
    },
    giveBack() {
      takenBytes -= charged;
      charged = 0;
      size = 0;
    },
  };
}
