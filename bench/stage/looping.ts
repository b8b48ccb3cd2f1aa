import { join } from 'node:path';
import { withEndings } from '../../test/support/endings.ts';
import { readPrinted, serverCore, startPinned } from './pinned.ts';

/** Runs one of bench/references that loops, where the server runs, and answers how often it did its work in a second. */
export function measureLooping(program: string, words: readonly string[]): Promise<number> {
  return withEndings(async (endings) => {
    const file = join(import.meta.dirname, '../references', program);
    const printed = await readPrinted(startPinned(endings, serverCore, [process.execPath, file, ...words]));
    return Number(/RATE ([\d.e+]+)/.exec(printed)?.[1]);
  });
}
