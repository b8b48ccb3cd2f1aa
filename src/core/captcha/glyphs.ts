/** A place in some plane; glyphs use a grid 10 wide and 14 tall with y pointing down, drawings use pixels. */
export type Point = { readonly x: number; readonly y: number };

/** The points one pen movement passes through; smooth all along, so a corner is where two strokes meet. */
export type Stroke = readonly Point[];

/** One way of writing a character. */
export type Glyph = readonly Stroke[];

// Drawn for Portico by hand, not taken from a font. Left out because a warped one is taken for another:
// 0 O (and for Q, D), 1 I L, 2 not Z, 5 not S, 8 not B, 6 not G, U and Y not V.
const drawings: Readonly<Record<string, readonly (readonly string[])[]>> = {
  A: [['0,14 5,0', '5,0 10,14', '1.8,9.2 8.2,9.2']],
  C: [['9.6,2.8 7.8,0.7 5,0 2.3,0.9 0.6,3.7 0.1,7 0.6,10.3 2.3,13.1 5,14 7.8,13.3 9.6,11.2']],
  D: [['0.6,0 0.6,14', '0.6,0 3.8,0.1 7.2,1.3 9.3,4 9.9,7 9.3,10 7.2,12.7 3.8,13.9 0.6,14']],
  E: [['1,0 1,14', '1,0 9.2,0', '1,6.8 8,6.8', '1,14 9.4,14']],
  F: [['1.2,0 1.2,14', '1.2,0 9.4,0', '1.2,6.8 8.2,6.8']],
  H: [['0.6,0 0.6,14', '9.4,0 9.4,14', '0.6,7 9.4,7']],
  J: [['3,0 9.8,0', '7.4,0 7.4,3.6 7.4,7.2 7.2,10.4 6.3,12.9 4.2,14 1.9,13.3 0.6,11']],
  K: [['1,0 1,14', '9.4,0 1,8.6', '3.8,5.9 9.8,14']],
  M: [['-0.4,14 0.3,0', '0.3,0 5,9', '5,9 9.7,0', '9.7,0 10.4,14']],
  N: [['0.5,14 0.5,0', '0.5,0 9.5,14', '9.5,14 9.5,0']],
  P: [['1,0 1,14', '1,0 3.6,0 6.6,0.3 8.9,1.6 9.6,3.9 8.9,6.2 6.6,7.6 3.6,7.9 1,7.9']],
  Q: [['5,0 8.1,1.3 9.8,4.5 9.8,9.3 8.1,12.6 5,13.9 1.9,12.6 0.2,9.3 0.2,4.5 1.9,1.3 5,0', '5.8,9.6 10.4,14.8']],
  R: [['1,0 1,14', '1,0 3.6,0 6.6,0.3 8.8,1.5 9.4,3.7 8.8,5.9 6.6,7.2 3.6,7.5 1,7.5', '5,7.5 9.9,14']],
  T: [['0,0 10,0', '5,0 5,14']],
  U: [['0.5,0 0.5,3.2 0.5,6.4 0.8,9.6 2.1,12.7 5,14 7.9,12.7 9.2,9.6 9.5,6.4 9.5,3.2 9.5,0']],
  W: [['-0.6,0 2.2,14', '2.2,14 5,4', '5,4 7.8,14', '7.8,14 10.6,0']],
  X: [['0.4,0 9.6,14', '9.6,0 0.4,14']],
  Y: [['0,0 5,7.4', '10,0 5,7.4', '5,7.4 5,14']],
  2: [['0.8,3.6 2.1,0.9 4.9,0 7.9,0.9 9,3.5 7.9,6.5 5.6,9.2 3,11.6 0.5,14', '0.5,14 9.7,14']],
  3: [
    ['0.8,2.2 2.5,0.5 5,0 7.8,0.9 8.8,3.4 7.6,5.8 4.2,6.7', '4.2,6.7 7.9,7.7 9.5,10.3 8.1,13 5,14 2.2,13.4 0.4,11.4'],
    ['0.8,0 9,0', '9,0 4.6,5.8', '4.6,5.8 7.9,6.7 9.5,9.7 8.1,12.8 5,14 2.2,13.3 0.4,11.2'],
  ],
  4: [['7,0 0.2,9.8', '0.2,9.8 10,9.8', '7,0 7,14']],
  5: [['9,0 1.6,0', '1.6,0 1,6.4', '1,6.4 4.6,5.2 8,6.2 9.6,9.4 8.2,12.6 4.9,14 2,13.3 0.3,11.3']],
  6: [
    ['8.2,0 5.2,1.8 2.6,4.8 0.9,8.2 0.4,9.8', '0.4,9.8 1.8,6.7 5,5.5 8.2,6.7 9.6,9.8 8.2,12.8 5,14 1.8,12.8 0.4,9.8'],
  ],
  7: [
    ['0.4,0 9.6,0', '9.6,0 7.4,4.4 5.5,9 4,14'],
    ['0.4,0 9.6,0', '9.6,0 4,14', '3.6,7.2 9.2,7.2'],
  ],
  8: [
    [
      '5,0 8,1 8.9,3.4 7.8,5.7 5,6.6 2.2,5.7 1.1,3.4 2,1 5,0',
      '5,6.6 8.5,7.7 9.8,10.3 8.4,13 5,14 1.6,13 0.2,10.3 1.5,7.7 5,6.6',
    ],
  ],
  9: [['1.8,14 4.8,12.2 7.4,9.2 9.1,5.8 9.6,4.2', '9.6,4.2 8.2,7.3 5,8.5 1.8,7.3 0.4,4.2 1.8,1.2 5,0 8.2,1.2 9.6,4.2']],
};

/** Every character a captcha may be made of: upper-case letters and digits of which no two look alike when distorted. */
export const captchaAlphabet: string = Object.keys(drawings).join('');

/** The ways, at least one, of writing each character of `captchaAlphabet`. */
export const glyphs: ReadonlyMap<string, readonly Glyph[]> = new Map(
  Object.entries(drawings).map(([character, ways]) => [character, ways.map((strokes) => strokes.map(parseStroke))]),
);

function parseStroke(points: string): Stroke {
  return points.split(' ').map((pair) => {
    const [x, y] = pair.split(',').map(Number);
    return { x: x as number, y: y as number };
  });
}
