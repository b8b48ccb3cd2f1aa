import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEndings } from '../../test/support/endings.ts';
import { loadCore, readPrinted, startPinned } from '../stage/pinned.ts';
import { processorSeconds } from '../stage/processes.ts';
import { type Asked, toWire } from './requests.ts';
import type { Load } from './wrk.ts';

/**
 * Asks for HEAD, whatever method the requests say, and answers how many are answered in a second of the server's own processor
 * time: this load is slower than wrk, and must not be what is measured.
 */
export function askHeads(
  { url, pid }: { url: string; pid: number },
  { requests, seconds }: Pick<Load, 'requests' | 'seconds'>,
): Promise<number> {
  return withEndings(async (endings) => {
    const folder = mkdtempSync(join(tmpdir(), 'portico-heads-'));
    endings.after(() => rmSync(folder, { recursive: true, force: true }));
    const listed = join(folder, 'requests.json');
    writeFileSync(listed, JSON.stringify(requests.map((each: Asked) => toWire({ ...each, method: 'HEAD' }))));
    const words = [process.execPath, join(import.meta.dirname, 'heads.ts'), String(seconds), url, listed];
    const before = processorSeconds(pid);
    const printed = await readPrinted(startPinned(endings, loadCore, words));
    return Number(/ANSWERED (\d+)/.exec(printed)?.[1]) / (processorSeconds(pid) - before);
  });
}
