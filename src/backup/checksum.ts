import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

// A trailer, which SQLite does not look at: it knows from its header where its pages end.
const mark = '\nportico-backup-1 sha256 ';
const trailerBytes = mark.length + 64 + 1;

/** Appends the checksum of all that the file holds, and puts the file on disk. */
export async function appendChecksum(file: string): Promise<void> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  if (size > 0) for await (const chunk of createReadStream(file, { end: size - 1 })) hash.update(chunk);
  const handle = await open(file, 'a');
  try {
    await handle.appendFile(`${mark}${hash.digest('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether the content of a backup is complete and every bit of it is as it was when the checksum was appended. */
export async function isWhole(content: AsyncIterable<Buffer>): Promise<boolean> {
  const hash = createHash('sha256');
  let end = Buffer.alloc(0);
  for await (const chunk of content) {
    const read = Buffer.concat([end, chunk]);
    const cut = Math.max(0, read.length - trailerBytes);
    hash.update(read.subarray(0, cut));
    end = read.subarray(cut);
  }
  return end.toString('latin1') === `${mark}${hash.digest('hex')}\n`;
}
