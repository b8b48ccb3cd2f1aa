import type { ImportCounts } from '../../import/import-rows.ts';
import type { Cli } from '../cli.ts';

const everyMs = 2_000;

/** A line every two seconds: how many rows, how fast, and how long it still takes where that is known. */
export function createImportProgress(cli: Cli): (counts: Readonly<ImportCounts>, share: number | undefined) => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return ({ rows }, share) => {
    const now = performance.now();
    if (now - toldAt < everyMs) return;
    toldAt = now;
    const seconds = (now - startedAt) / 1000;
    const left = share ? `  ${Math.floor(share * 100)}%  ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
    cli.say(`${rows} rows  ${Math.round(rows / seconds)}/s${left}`);
  };
}
