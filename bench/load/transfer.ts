import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { withEndings } from '../../test/support/endings.ts';
import type { ReleaseUpload } from '../release-upload.ts';
import { loadCore, readPrinted, startPinned } from '../stage/pinned.ts';

/** How many seconds one upload takes. */
export function upload(release: Omit<ReleaseUpload, 'bytesPerSecond'>): Promise<number> {
  // What was written before is on the disk first: nobody waits for what another wrote.
  execFileSync('sync');
  return transfer('upload.ts', [JSON.stringify({ ...release, bytesPerSecond: 0 })]);
}

/** How many seconds one download takes. */
export function download(url: string, sizeBytes: number): Promise<number> {
  return transfer('download.ts', [url, String(sizeBytes)]);
}

function transfer(program: string, words: readonly string[]): Promise<number> {
  return withEndings(async (endings) => {
    const command = [process.execPath, join(import.meta.dirname, program), ...words];
    return Number(/SECONDS ([\d.e+-]+)/.exec(await readPrinted(startPinned(endings, loadCore, command)))?.[1]);
  });
}
