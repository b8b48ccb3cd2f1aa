import type { AttackedDoor } from './doors.ts';
import type { BrokenRequest } from './heads.ts';

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\u0000',
  ' ',
  ':',
  ',',
  ';',
  '"',
  '%',
  '\u00ff',
  '--b',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 3\r\n',
  'Expect: 100-continue\r\n',
];

/** A right request of which some bytes are others, doubled or gone; the same seed changes the same. */
export function mutated(seed: number): BrokenRequest {
  return {
    what: `changed with seed ${seed}`,
    halfCloses: true,
    bytes: (door) => change(rightRequest(door, seed), createRandom(seed)),
  };
}

function rightRequest({ method, path, credential }: AttackedDoor, seed: number): string {
  const isForm = seed % 3 === 0;
  const body = isForm
    ? '--b\r\nContent-Disposition: form-data; name="account"\r\n\r\na\r\n--b--\r\n'
    : '{"account":"a","password":"b"}';
  const type = isForm ? 'multipart/form-data; boundary=b' : 'application/json';
  const head = `${method} ${path}?a=b HTTP/1.1\r\nHost: x\r\n${credential}Content-Type: ${type}\r\n`;
  if (seed % 2 === 0) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  return `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
}

function change(text: string, random: () => number): Buffer {
  const below = (bound: number): number => Math.floor(random() * bound);
  let changed = text;
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const at = below(changed.length);
    const end = at + 1 + below(8);
    const piece = pieces[below(pieces.length)] ?? '';
    const choices = [
      changed.slice(0, at) + changed.slice(end),
      changed.slice(0, at) + piece + changed.slice(at),
      changed.slice(0, at) + String.fromCharCode(below(256)) + changed.slice(at + 1),
      changed.slice(0, end) + changed.slice(at),
    ];
    changed = choices[below(choices.length)] ?? changed;
  }
  return Buffer.from(changed, 'latin1');
}

/** Mulberry32: small, and the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
