import { readFileSync } from 'node:fs';

/** A text file, as UTF-8. Throws what reading throws, and Error where it is written otherwise, in GBK for example. */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`it is not UTF-8: save it as UTF-8, ${path}`);
  }
}
