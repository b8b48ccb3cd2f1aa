import type { FigureContext, Measured } from './figure.ts';

/** One side of a comparison, and what it gave in so many seconds. */
export type Turn = (seconds: number) => Promise<number>;

/** Warms both up and has them take turns, so that what else the machine does meets both alike. */
export async function takeTurns(
  { rounds, seconds, warmUpSeconds, say }: FigureContext,
  what: string,
  { ours, reference }: { ours: Turn; reference: Turn },
): Promise<Measured[]> {
  await ours(warmUpSeconds);
  await reference(warmUpSeconds);
  const measured: Measured[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const one = { ours: await ours(seconds), reference: await reference(seconds) };
    say(`${what}, round ${round}: ${one.ours.toPrecision(4)} and ${one.reference.toPrecision(4)}`);
    measured.push(one);
  }
  return measured;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
