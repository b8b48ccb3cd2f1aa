import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleStroke } from './curve.ts';
import { drawCaptcha } from './draw.ts';
import { captchaAlphabet, type Glyph, glyphs, type Point } from './glyphs.ts';
import { renderPng } from './render-png.ts';

const sizes = [
  { width: 60, height: 24 },
  { width: 120, height: 44 },
  { width: 150, height: 50 },
  { width: 400, height: 24 },
  { width: 60, height: 160 },
  { width: 400, height: 160 },
  { width: 233, height: 97 },
];
const usual = { width: 120, height: 44 };
const texts = textsOverAlphabet();

test('the alphabet has no two characters that look alike', () => {
  for (const character of '0O1IL') assert.ok(!captchaAlphabet.includes(character), character);
  for (const alike of ['2Z', '5S', '8B', '6G', 'UV', 'YV', 'QO', 'DO']) {
    const both = [...alike].every((character) => captchaAlphabet.includes(character));
    assert.ok(!both, alike);
  }
  assert.equal(new Set(captchaAlphabet.toUpperCase()).size, captchaAlphabet.length);
});

test('every character has a drawing, clearly another than those of all other characters', () => {
  for (const one of captchaAlphabet) {
    for (const other of captchaAlphabet) {
      if (one === other) continue;
      for (const first of waysOf(one)) {
        for (const second of waysOf(other)) assert.ok(farthest(first, second) > 2, `${one} and ${other}`);
      }
    }
  }
});

test('the text is nowhere in the document, neither whole nor in any attribute or element made for text', () => {
  const random = seededRandom(1);
  for (const text of texts) {
    const svg = drawCaptcha(text, usual, random);
    assert.ok(!svg.toUpperCase().includes(text), text);
    assert.doesNotMatch(svg, /<(text|title|desc|metadata|style|script|use|defs)|\s(id|class|aria-[a-z]+|data-[a-z]+)=/);
  }
});

test('a document of every allowed size is well-formed, states its size, keeps all coordinates inside and stays under 12 KB', () => {
  const random = seededRandom(2);
  for (const size of sizes) {
    for (const text of texts) {
      const svg = drawCaptcha(text, size, random);
      assertWellFormed(svg, size);
      for (const { x, y } of pathData(svg).flatMap(coordinates)) {
        assert.ok(x > 0 && x < size.width && y > 0 && y < size.height, `${x} ${y} in ${size.width}x${size.height}`);
      }
      assert.ok(svg.length < 12_000, `${svg.length} characters`);
    }
  }
});

test('two drawings of the same text have no path, and no part of a path, in common', () => {
  const random = seededRandom(3);
  for (const text of texts) {
    const parts = new Set(pathData(drawCaptcha(text, usual, random)).flatMap(subpaths));
    for (const part of pathData(drawCaptcha(text, usual, random)).flatMap(subpaths)) {
      assert.ok(!parts.has(part), part);
    }
  }
});

test('the paths of one text differ between drawings in their number or in the kinds and number of their commands', () => {
  const random = seededRandom(4);
  const outlines = Array.from({ length: 50 }, () => {
    const paths = pathData(drawCaptcha('K7WQ3', usual, random));
    return paths.map((data) => data.replaceAll(/[^A-Z]/g, '')).join(' ');
  });
  assert.equal(new Set(outlines).size, outlines.length);
});

test('the same random numbers give the same drawing, in either case of the text', () => {
  assert.equal(drawCaptcha('ACDEF', usual, seededRandom(5)), drawCaptcha('acdef', usual, seededRandom(5)));
});

test('a character outside of the alphabet is refused without repeating the text', () => {
  assert.throws(
    () => drawCaptcha('AC0DE', usual, seededRandom(6)),
    (error) => error instanceof RangeError && !error.message.includes('AC0DE'),
  );
});

test('a rendered captcha is a real PNG of the stated size with ink on it', async () => {
  for (const size of sizes) {
    const png = await renderPng(drawCaptcha('M9RT4', size, seededRandom(7)));
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.equal(png.toString('latin1', 12, 16), 'IHDR');
    assert.deepEqual({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }, size);
    const blank = await renderPng(drawCaptcha('M9RT4', size, seededRandom(7)).replaceAll(/<path[^>]*>/g, ''));
    assert.ok(png.length > blank.length * 2, `${png.length} bytes, ${blank.length} without paths`);
  }
});

test('what is not an SVG is rejected', async () => {
  await assert.rejects(renderPng('not an svg'));
});

function textsOverAlphabet(): string[] {
  const ring = captchaAlphabet + captchaAlphabet;
  return Array.from(captchaAlphabet, (_, index) => ring.slice(index, index + 5));
}

// Mulberry32: the tests need the same numbers in every run.
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function assertWellFormed(svg: string, { width, height }: { width: number; height: number }): void {
  const number = String.raw`\d{1,3}(\.\d)?`;
  const pair = `${number} ${number}`;
  const subpath = ` M${pair}( L${pair}|( C${pair} ${pair} ${pair})+|( Q${pair} ${pair})+)`;
  const colour = String.raw`hsl\(\d{1,3},\d{1,2}%,\d{1,2}%\)`;
  const path = `<path d="(${subpath})+" stroke="${colour}" stroke-width="${number}"/>`;
  const head =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="${colour}"/>` +
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round">`;
  assert.match(svg, new RegExp(`^${head}(${path})+</g></svg>$`));
}

function pathData(svg: string): string[] {
  return Array.from(svg.matchAll(/ d="([^"]*)"/g), (match) => match[1] as string);
}

function subpaths(data: string): string[] {
  return data.split(' M').slice(1);
}

function coordinates(data: string): Point[] {
  return Array.from(data.matchAll(/([\d.]+) ([\d.]+)/g), (match) => ({ x: Number(match[1]), y: Number(match[2]) }));
}

function waysOf(character: string): readonly Glyph[] {
  const ways = glyphs.get(character);
  assert.ok(ways !== undefined && ways.length > 0, character);
  return ways;
}

// Hausdorff distance: how far the worst point of one shape lies from the other shape.
function farthest(one: Glyph, other: Glyph): number {
  const [first, second] = [outline(one), outline(other)];
  return Math.max(farthestFrom(first, second), farthestFrom(second, first));
}

function farthestFrom(points: readonly Point[], shape: readonly Point[]): number {
  return Math.max(...points.map((point) => Math.min(...shape.map(({ x, y }) => Math.hypot(x - point.x, y - point.y)))));
}

function outline(glyph: Glyph): Point[] {
  return glyph.flatMap((stroke) => sampleStroke(stroke, 0, 1, 24, 0));
}
