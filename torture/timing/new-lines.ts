import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 64 * 1024;

/** Reads what was appended to a file since the last time, a whole line at a time: nothing is read twice. */
export function createLineReader(file: string): () => string[] {
  let offset = 0;
  let rest = '';
  return () => {
    const descriptor = openSync(file, 'r');
    try {
      const chunk = Buffer.alloc(chunkBytes);
      for (let size = -1; size !== 0; offset += size) {
        size = readSync(descriptor, chunk, 0, chunkBytes, offset);
        rest += chunk.toString('utf8', 0, size);
      }
    } finally {
      closeSync(descriptor);
    }
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    return lines;
  };
}
