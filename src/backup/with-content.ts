import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/**
 * Lends `work` the content of a file, and closes it whatever comes of the work, also where nobody began to read. Rejects
 * where the file cannot be opened.
 */
export async function withContent<Result>(file: string, work: (content: Readable) => Promise<Result>): Promise<Result> {
  const content = await openContent(file);
  try {
    return await work(content);
  } finally {
    content.destroy();
  }
}

/** The same for whoever destroys it himself. */
export async function openContent(file: string): Promise<Readable> {
  // Not by its path: that is opened later, and a file that is gone by then fails a stream to which nobody listens any more.
  return (await open(file)).createReadStream();
}
