import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

// A trailer, which SQLite does not look at: it knows from its header where its pages end.
const mark = '\nportico-backup-1 sha256 ';
const trailerBytes = mark.length + 64 + 1;

/** Appends the checksum of all that the file holds, and puts the file on disk. */
export async function appendChecksum(file: string): Promise<void> {
  const { size } = await stat(file);
  const trailer = `${mark}${await hashFile(file, size)}\n`;
  const handle = await open(file, 'a');
  try {
    await handle.appendFile(trailer);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether the file is complete and every bit of it is as it was when the checksum was appended. */
export async function isWhole(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size < trailerBytes) return false;
    const { buffer } = await handle.read(Buffer.alloc(trailerBytes), 0, trailerBytes, size - trailerBytes);
    const trailer = buffer.toString('latin1');
    return trailer.startsWith(mark) && trailer === `${mark}${await hashFile(file, size - trailerBytes)}\n`;
  } finally {
    await handle.close();
  }
}

async function hashFile(file: string, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (sizeBytes > 0) for await (const chunk of createReadStream(file, { end: sizeBytes - 1 })) hash.update(chunk);
  return hash.digest('hex');
}
