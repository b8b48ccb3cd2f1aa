import { readFileSync, statSync } from 'node:fs';

const longestBytes = 1024 * 1024;

/**
 * A text file, as UTF-8. Throws what reading throws, and Error where it is longer than 1 MiB or is written otherwise, in
 * GBK for example.
 */
export function readTextFile(path: string): string {
  if (statSync(path).size > longestBytes) throw new Error(`it is longer than 1 MiB, ${path}`);
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`it is not UTF-8: save it as UTF-8, ${path}`);
  }
}
