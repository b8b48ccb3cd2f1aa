// Captchas drawn for every request and sent by bare node:http: nothing is kept, nobody is counted. HEADERS
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawCaptcha } from '../../src/core/captcha/draw.ts';
import { captchaAlphabet } from '../../src/core/captcha/glyphs.ts';

const size = { width: 120, height: 44 };
const headers: string[] = JSON.parse(process.argv[2] ?? '');
const letter = (): string => captchaAlphabet[Math.floor(Math.random() * captchaAlphabet.length)] as string;

const server = createServer((_, response) => {
  const svg = drawCaptcha(letter() + letter() + letter() + letter() + letter(), size, Math.random);
  response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(svg))]);
  response.end(svg);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
