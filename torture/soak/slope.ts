/** One reading: when, and how much. */
export type Reading = readonly [at: number, value: number];

/** How much the value rises for each unit of time, by least squares; a single reading rises by nothing. */
export function slopeOf(readings: readonly Reading[]): number {
  if (readings.length < 2) return 0;
  const mean = (of: (reading: Reading) => number): number =>
    readings.reduce((sum, reading) => sum + of(reading), 0) / readings.length;
  const [atMean, valueMean] = [mean(([at]) => at), mean(([, value]) => value)];
  const together = mean(([at, value]) => (at - atMean) * (value - valueMean));
  return together / mean(([at]) => (at - atMean) ** 2);
}
