/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  pick<Value>(values: readonly Value[]): Value;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
  digits(length: number): string;
  alphanumeric(length: number): string;
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The numbers of one thing among many: seeds and ordinals next to each other give numbers with nothing in common. */
export function createSeededRandom(seed: number, ordinal: number): SeededRandom {
  let state = mix(mix(seed) ^ ordinal);

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0;
    return Math.floor((mix(state) / 2 ** 32) * limit);
  }
  const text = (length: number, next: () => string): string => Array.from({ length }, next).join('');

  return {
    below,
    pick: <Value>(values: readonly Value[]) => values[below(values.length)] as Value,
    chance: (percent) => below(100) < percent,
    digits: (length) => text(length, () => String(below(10))),
    alphanumeric: (length) => text(length, () => letters.charAt(below(letters.length))),
  };
}

/** Spreads the bits of a 32-bit number (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
