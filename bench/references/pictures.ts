// Captchas made to PNG by the renderer alone, out of drawings that are there already: SECONDS
import { renderAsync } from '@resvg/resvg-js';
import { drawCaptcha } from '../../src/core/captcha/draw.ts';
import { captchaAlphabet } from '../../src/core/captcha/glyphs.ts';
import { printRate } from '../stage/counted.ts';

const size = { width: 150, height: 50 };
const atOnce = 4;
const letter = (): string => captchaAlphabet[Math.floor(Math.random() * captchaAlphabet.length)] as string;
const drawings = Array.from({ length: 200 }, () =>
  drawCaptcha(Array.from({ length: 5 }, letter).join(''), size, Math.random),
);

await printRate(Number(process.argv[2]), atOnce, async (number) => {
  const image = await renderAsync(drawings[number % drawings.length] as string, { font: { loadSystemFonts: false } });
  return image.asPng();
});
