import type { Point, Stroke } from './glyphs.ts';

/** Returns `count` (two or more) points of the part of `stroke` between `from` and `to` (0 to 1), crowded towards one end by `skew` (-1 to 1). */
export function sampleStroke(stroke: Stroke, from: number, to: number, count: number, skew: number): Point[] {
  const points: Point[] = [];
  for (let index = 0; index < count; index += 1) {
    const even = index / (count - 1);
    points.push(pointOn(stroke, from + (to - from) * (even + skew * even * (1 - even))));
  }
  return points;
}

/** Returns the commands, absolute and with one decimal, of a smooth sub-path through (`"C"`) or close by (`"Q"`) two or more points, every coordinate passed through `frame`. */
export function writePath(points: readonly Point[], command: 'C' | 'Q', frame: (point: Point) => Point): string {
  // The blanks before commands keep letters and digits from running together into what could be the text.
  const pair = (point: Point) => writePair(frame(point));
  const start = ` M${pair(at(points, 0))}`;
  if (points.length === 2) return `${start} L${pair(at(points, 1))}`;
  return start + (command === 'C' ? cubics(points, pair) : quadratics(points, pair));
}

function cubics(points: readonly Point[], pair: (point: Point) => string): string {
  let path = '';
  for (let index = 0; index < points.length - 1; index += 1) {
    const [before, start, end, after] = [
      at(points, index - 1),
      at(points, index),
      at(points, index + 1),
      at(points, index + 2),
    ];
    const leave = { x: start.x + (end.x - before.x) / 6, y: start.y + (end.y - before.y) / 6 };
    const arrive = { x: end.x - (after.x - start.x) / 6, y: end.y - (after.y - start.y) / 6 };
    path += ` C${pair(leave)} ${pair(arrive)} ${pair(end)}`;
  }
  return path;
}

function quadratics(points: readonly Point[], pair: (point: Point) => string): string {
  const last = points.length - 2;
  let path = '';
  for (let index = 1; index <= last; index += 1) {
    const control = at(points, index);
    const next = at(points, index + 1);
    const end = index === last ? next : { x: (control.x + next.x) / 2, y: (control.y + next.y) / 2 };
    path += ` Q${pair(control)} ${pair(end)}`;
  }
  return path;
}

// Catmull-Rom: passes through every point with a continuous direction.
function pointOn(stroke: Stroke, position: number): Point {
  const scaled = Math.min(1, Math.max(0, position)) * (stroke.length - 1);
  const index = Math.min(Math.floor(scaled), stroke.length - 2);
  const t = scaled - index;
  const [before, start, end, after] = [
    at(stroke, index - 1),
    at(stroke, index),
    at(stroke, index + 1),
    at(stroke, index + 2),
  ];
  return { x: blend(before.x, start.x, end.x, after.x, t), y: blend(before.y, start.y, end.y, after.y, t) };
}

function blend(before: number, start: number, end: number, after: number, t: number): number {
  const bend = 2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before);
  return start + (t * (end - before + t * bend)) / 2;
}

function at(points: readonly Point[], index: number): Point {
  return points[Math.min(Math.max(index, 0), points.length - 1)] as Point;
}

function writePair(point: Point): string {
  return `${Math.round(point.x * 10) / 10} ${Math.round(point.y * 10) / 10}`;
}
