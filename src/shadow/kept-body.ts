import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { MemoryBudget } from './memory-budget.ts';

/** The most of a body that is kept for a comparison; of larger ones length and hash are compared. */
export const longestKeptBytes = 1024 * 1024;

/** What is known of a body that has passed. */
export interface KeptBody {
  /** The whole of it; undefined where it was larger than `longestKeptBytes`, or the memory for all of them was full. */
  bytes: Buffer | undefined;
  length: number;
  /** In hex. */
  sha256: string;
}

/** Looks on while a body passes. */
export interface BodyKeeper {
  add(chunk: Buffer): void;
  /** Once all of it has passed. */
  finish(): KeptBody;
  /** Gives the memory back; what `finish` answered is nobody's any more. */
  release(): void;
}

/** Keeps a body as it passes, within a budget. */
export function createBodyKeeper(budget: MemoryBudget): BodyKeeper {
  const hash = createHash('sha256');
  let chunks: Buffer[] | undefined = [];
  let kept = 0;
  let length = 0;

  function release(): void {
    budget.give(kept);
    kept = 0;
    chunks = undefined;
  }

  return {
    add(chunk) {
      hash.update(chunk);
      length += chunk.length;
      if (!chunks) return;
      if (length > longestKeptBytes || !budget.take(chunk.length)) return release();
      kept += chunk.length;
      chunks.push(chunk);
    },
    finish: () => ({ bytes: chunks && Buffer.concat(chunks), length, sha256: hash.digest('hex') }),
    release,
  };
}

/** What is known of a body that lies in memory anyway. */
export function keptWhole(bytes: Buffer): KeptBody {
  return { bytes, length: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A stream that hands on what comes as it comes, and shows it to a keeper; `onEnd` runs before the end is handed on. */
export function tapInto(keeper: BodyKeeper, onEnd: () => void = () => {}): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      keeper.add(chunk);
      done(null, chunk);
    },
    flush(done) {
      onEnd();
      done();
    },
  });
}
