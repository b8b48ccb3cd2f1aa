/** Chooses at random, and with the same seed the same again. */
export interface SeededRandom {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** One of them. */
  oneOf<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Mulberry32: small, and random enough to choose moments by. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return { between, oneOf: (items) => items[between(0, items.length - 1)] as (typeof items)[0] };
}
