import type { Holdings } from './abused-server.ts';

const mebibyte = 1024 * 1024;
// The heap is where a leak shows; resident memory also holds what the allocator keeps for later, and the database's pages.
const heapSlackBytes = 24 * mebibyte;
const residentSlackBytes = 160 * mebibyte;
const descriptorSlack = 32;

/** What is still held that was not held before, in words: more than an idle server's own coming and going. */
export function findLeaks(before: Holdings, after: Holdings): string[] {
  const grown = (part: keyof Holdings): number => after[part] - before[part];
  const leaks: string[] = [];
  const inUse = grown('heapBytes') + grown('externalBytes');
  if (inUse > heapSlackBytes) leaks.push(`${mebibytes(inUse)} MiB of heap and buffers were not given back`);
  if (grown('residentBytes') > residentSlackBytes) {
    leaks.push(`${mebibytes(grown('residentBytes'))} MiB of resident memory were not given back`);
  }
  if (grown('descriptors') > descriptorSlack) leaks.push(`${grown('descriptors')} descriptors were not given back`);
  return leaks;
}

/** For the figures: `heap 31 → 32 MiB, resident 120 → 140 MiB, descriptors 30 → 31`. */
export function describeHoldings(before: Holdings, after: Holdings): string {
  const memory = (part: 'heapBytes' | 'residentBytes'): string =>
    `${mebibytes(before[part])} → ${mebibytes(after[part])} MiB`;
  return `heap ${memory('heapBytes')}, resident ${memory('residentBytes')}, descriptors ${before.descriptors} → ${after.descriptors}`;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / mebibyte);
}
