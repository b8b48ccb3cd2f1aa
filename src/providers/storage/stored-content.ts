import fs, { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { countStreamed } from './spent-buffers.ts';

/** Twice Node's portions bring a file out in two thirds of the time; of each a reader who stalls holds two. */
const portionBytes = 128 * 1024;

const countingFs = {
  open: fs.open,
  close: fs.close,
  read: (fd: number, buffer: Buffer, offset: number, length: number, position: number | null, done: Done): void =>
    fs.read(fd, buffer, offset, length, position, (error, bytes, into) => {
      countStreamed(bytes ?? 0);
      done(error, bytes, into);
    }),
};

type Done = (error: NodeJS.ErrnoException | null, bytes: number, into: Buffer) => void;

/** The bytes of a file, from `start` to `end`, both included; errors are told by the stream. Its spent buffers are freed as it goes. */
export function readContent(path: string, range?: { start: number; end: number }): Readable {
  return createReadStream(path, { ...range, highWaterMark: portionBytes, fs: countingFs });
}
