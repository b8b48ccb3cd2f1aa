import { sampleStroke, writePath } from './curve.ts';
import { type Glyph, glyphs, type Point, type Stroke } from './glyphs.ts';
import { type Layout, layOut, type Size } from './layout.ts';
import { createPlacement, createWave, type Move } from './warp.ts';

export type { Size } from './layout.ts';

type Pen = { readonly pieces: string[]; readonly frame: Move; readonly random: () => number };

/**
 * Draws `text` (one or more characters of `captchaAlphabet` in either case, else a RangeError) as a standalone SVG document of
 * `size` pixels (60–400 by 24–160) that a person can read, that holds the text nowhere, and whose paths differ in every drawing.
 */
export function drawCaptcha(text: string, size: Size, random: () => number): string {
  const layout = layOut(text.length, size, random);
  const lineWidth = Math.max(1.4, Math.min(layout.letter.width * 0.15, layout.letter.height * 0.11));
  const bold: Pen = { pieces: [], frame: createFrame(size, lineWidth), random };
  const fine: Pen = { ...bold, pieces: [] };
  drawText(bold, text, layout);
  drawNoise(fine, size, layout);
  const hue = Math.floor(random() * 360);
  const paths = [...dealPaths(bold, lineWidth, hue), ...dealPaths(fine, lineWidth * 0.55, hue)];
  return writeDocument(size, shuffle(paths, random).join(''), random);
}

function drawText(pen: Pen, text: string, { letter, centres }: Layout): void {
  const { random } = pen;
  const wave = createWave(letter, random);
  centres.forEach((centre, index) => {
    const place = createPlacement(letter, centre, random);
    const glyph = pick(waysToWrite(text.charAt(index)), random);
    for (const stroke of glyph) drawStroke(pen, stroke, (point) => wave(place(point)));
  });
}

function waysToWrite(character: string): readonly Glyph[] {
  const ways = glyphs.get(character.toUpperCase());
  if (ways === undefined) throw new RangeError('A captcha text has a character outside of the captcha alphabet.');
  return ways;
}

// Cut at random places, each piece with its own direction, number of points and kind of curve,
// overlapping its neighbour a little so that ends do not coincide: nothing in the file tells what belongs together.
function drawStroke(pen: Pen, stroke: Stroke, move: Move): void {
  const { random } = pen;
  const pieces = stroke.length > 4 ? 2 + Math.floor(random() * 2) : 1 + Math.floor(random() * 2);
  const perPiece = stroke.length === 2 ? 3 : Math.ceil((stroke.length + 2) / pieces);
  let from = 0;
  for (let piece = 1; piece <= pieces; piece += 1) {
    const to = piece === pieces ? 1 : (piece + (random() - 0.5) * 0.5) / pieces;
    const count = perPiece + Math.floor(random() * 3);
    const points = sampleStroke(stroke, from - 0.04 * random(), to, count, (random() - 0.5) * 0.6);
    writePiece(pen, points.map(move));
    from = to;
  }
}

// Along the text and no wilder than its letters, so that it crosses them without hiding one.
function drawNoise(pen: Pen, size: Size, { letter, centres }: Layout): void {
  const { random } = pen;
  const columns = centres.map(({ x }) => x);
  const start = Math.min(...columns) - letter.width / 2;
  const span = Math.max(...columns) + letter.width / 2 - start;
  const curves = letter.height < 20 ? 1 : 2;
  for (let curve = 0; curve < curves; curve += 1) {
    const middle = pick(centres, random).y + (random() - 0.5) * letter.height * 0.8;
    const left = start + random() * 0.4 * span;
    const step = (span * (0.4 + 0.2 * random())) / 3;
    const stroke = Array.from({ length: 4 }, (_, index) => ({
      x: left + step * index,
      y: middle + (random() - 0.5) * letter.height * 0.7,
    }));
    drawStroke(pen, stroke, (point) => point);
  }
  for (let dot = 0; dot < 8; dot += 1) {
    const [x, y] = [size.width * random(), size.height * random()];
    const [right, down] = [(random() - 0.5) * letter.width * 0.2, (random() - 0.5) * letter.width * 0.2];
    writePiece(pen, [
      { x, y },
      { x: x + right, y: y + down },
    ]);
  }
}

function writePiece({ pieces, frame, random }: Pen, points: Point[]): void {
  if (random() < 0.5) points.reverse();
  pieces.push(writePath(points, random() < 0.5 ? 'C' : 'Q', frame));
}

function createFrame({ width, height }: Size, lineWidth: number): Move {
  const margin = lineWidth * 0.6 + 0.4;
  return ({ x, y }) => ({
    x: Math.min(width - margin, Math.max(margin, x)),
    y: Math.min(height - margin, Math.max(margin, y)),
  });
}

// Pieces of several letters share an element, hence colour and width, so neither sorts them apart;
// pieces of one letter lie within eight in a row, so that dealing them round never gives two to one element.
function dealPaths({ pieces, random }: Pen, lineWidth: number, hue: number): string[] {
  const count = Math.max(8, Math.ceil(pieces.length * (0.4 + 0.3 * random())));
  return pieces.slice(0, count).map((_, first) => {
    let data = '';
    for (let next = first; next < pieces.length; next += count) data += pieces[next];
    const width = Math.round(lineWidth * (0.8 + 0.35 * random()) * 10) / 10;
    return `<path d="${data}" stroke="${inkColour(hue, random)}" stroke-width="${width}"/>`;
  });
}

function inkColour(hue: number, random: () => number): string {
  const [shift, saturation, lightness] = [random() * 50, 35 + random() * 30, 24 + random() * 18];
  return `hsl(${Math.round(hue + shift) % 360},${Math.round(saturation)}%,${Math.round(lightness)}%)`;
}

function writeDocument({ width, height }: Size, paths: string, random: () => number): string {
  const paper = `hsl(${Math.floor(random() * 360)},30%,96%)`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="${paper}"/>` +
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round">${paths}</g></svg>`
  );
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

function shuffle(items: string[], random: () => number): string[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as string, items[last] as string];
  }
  return items;
}
