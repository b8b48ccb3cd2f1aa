/** The values of an axis from 0: few, round, and the last one at or above `most`. Whole numbers, since things are counted. */
export function roundTicks(most: number, wanted = 4): number[] {
  const rough = Math.max(most, 1) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const rounds = magnitude >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10];
  const step = Math.max(1, (rounds.find((round) => round * magnitude >= rough) ?? 10) * magnitude);
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/**
 * Which of `count` points are labelled so that labels `labelWidth` wide do not touch on `width` pixels; only every
 * `every`th may be.
 */
export function spreadLabels(count: number, width: number, labelWidth: number, every = 1): number[] {
  if (count === 0 || width <= 0) return [];
  const fitting = Math.max(1, Math.floor(width / labelWidth));
  const stride = Math.ceil(count / fitting / every) * every;
  return Array.from({ length: Math.ceil(count / stride) }, (_, index) => index * stride);
}
