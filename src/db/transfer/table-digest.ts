import { createHash } from 'node:crypto';
import type { Row } from './table-shapes.ts';

/** How many rows a table has, and what they are: the same on both databases for the same rows in the order of their key. */
export interface TableDigest {
  rows: number;
  /** SHA-256 in lowercase hex. */
  sha256: string;
}

/** Sums up a table while its rows pass by, in the order of their key. */
export function createTableDigest() {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(batch: readonly Row[]): void {
      rows += batch.length;
      hash.update(batch.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    /** Of the rows so far; more can be added. */
    sum: (): TableDigest => ({ rows, sha256: hash.copy().digest('hex') }),
  };
}
