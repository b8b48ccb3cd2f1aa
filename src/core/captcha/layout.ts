import type { Point } from './glyphs.ts';

/** The size of a drawing in pixels. */
export type Size = { readonly width: number; readonly height: number };

/** Where the letters of one text stand: their common size in pixels and the centre of each, in reading order. */
export type Layout = { readonly letter: Size; readonly centres: readonly Point[] };

/** Finds the largest letters with which `count` of them fit into `size`, in a row or, where that is much larger, as stairs going down to the right. */
export function layOut(count: number, size: Size, random: () => number): Layout {
  const row = rowLetter(count, size);
  const stairs = stairLetter(count, size);
  return stairs.width > row.width * 1.3 ? placeStairs(count, size, stairs) : placeRow(count, size, row, random);
}

function rowLetter(count: number, { width, height }: Size): Size {
  const wide = (width / count) * 0.72;
  const tall = Math.min(height * 0.68, wide * 1.9);
  return { height: tall, width: Math.min(wide, tall * 0.8) };
}

function stairLetter(count: number, { width, height }: Size): Size {
  const tall = Math.min((height / count) * 0.76, width * 0.5);
  return { height: tall, width: tall * 0.75 };
}

function placeRow(count: number, size: Size, letter: Size, random: () => number): Layout {
  // In a wide drawing the letters stay close enough to be read as one word, and the word stands anywhere.
  const step = Math.min(size.width / count, letter.width * 1.7);
  const left = (size.width - step * count) * random() + step / 2;
  const play = Math.max(0, size.height - letter.height * 1.4);
  const middle = size.height / 2 + (random() - 0.5) * play * 0.8;
  const centres = Array.from({ length: count }, (_, index) => ({
    x: left + step * index + (random() - 0.5) * (step - letter.width) * 0.3,
    y: middle + (random() - 0.5) * letter.height * 0.16,
  }));
  return { letter, centres };
}

function placeStairs(count: number, size: Size, letter: Size): Layout {
  const down = size.height / count;
  const inset = letter.width * 0.7;
  const right = count > 1 ? (size.width - 2 * inset) / (count - 1) : 0;
  const centres = Array.from({ length: count }, (_, index) => ({ x: inset + right * index, y: down * (index + 0.5) }));
  return { letter, centres };
}
