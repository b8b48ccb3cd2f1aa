import type { Point } from './glyphs.ts';
import type { Size } from './layout.ts';

/** Moves a point to its place in the drawing. */
export type Move = (point: Point) => Point;

/** Returns a smooth random wave over the whole drawing, for letters of the given size in pixels. */
export function createWave(letter: Size, random: () => number): Move {
  const [phaseX, phaseY] = [random() * 2 * Math.PI, random() * 2 * Math.PI];
  const rateX = (2 * Math.PI) / (letter.height * (1.3 + random()));
  const rateY = (2 * Math.PI) / (letter.width * (2.2 + 1.6 * random()));
  const reachX = letter.width * (0.08 + 0.07 * random());
  const reachY = letter.height * (0.06 + 0.04 * random());
  return ({ x, y }) => ({
    x: x + reachX * Math.sin(y * rateX + phaseX),
    y: y + reachY * Math.sin(x * rateY + phaseY),
  });
}

/** Returns the placement of one glyph: its grid scaled to about `letter`, slanted, turned and centred at `centre`, each a little differently every time. */
export function createPlacement(letter: Size, centre: Point, random: () => number): Move {
  const angle = (random() - 0.5) * 0.42;
  const slant = (random() - 0.5) * 0.2;
  const scaleX = (letter.width / 10) * (0.86 + 0.2 * random());
  const scaleY = (letter.height / 14) * (0.86 + 0.2 * random());
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return ({ x, y }) => {
    const up = (y - 7) * scaleY;
    const across = (x - 5) * scaleX - up * slant;
    return { x: centre.x + across * cosine - up * sine, y: centre.y + across * sine + up * cosine };
  };
}
