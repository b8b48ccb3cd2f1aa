import { createHash } from 'node:crypto';

/** S3 takes at least 5 MiB, and at most 10,000 of them: files of up to 78 GiB. */
const partBytes = 8 * 1024 * 1024;
/** S3's bound. */
export const mostParts = 10_000;

/** A piece of a file; `bytes` is good until it is given back. */
export interface Part {
  bytes: Buffer;
  sha256: Buffer;
  isLast: boolean;
  /** Lets the memory be used for another part. */
  giveBack(): void;
}

/**
 * Cuts what arrives into parts of `partBytes`, the last one shorter, perhaps empty; each is hashed as it fills. Holds as
 * many of them as are not given back, and one more.
 */
export async function* cutIntoParts(content: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const spare: Buffer[] = [];
  let filling = startPart(spare);
  for await (const chunk of content) {
    let rest = chunk;
    while (rest.length > 0) {
      // Sent only when more is there: else who gets it could not tell whether it is the last.
      if (filling.isFull()) {
        yield filling.end(false);
        filling = startPart(spare);
      }
      rest = filling.take(rest);
    }
  }
  yield filling.end(true);
}

function startPart(spare: Buffer[]) {
  // One block of its own, which is not resident before it is written to.
  const block = spare.pop() ?? Buffer.allocUnsafeSlow(partBytes);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    isFull: () => sizeBytes === partBytes,
    /** Takes what has room, and answers what has not. */
    take(chunk: Buffer): Buffer {
      const taken = chunk.subarray(0, partBytes - sizeBytes);
      taken.copy(block, sizeBytes);
      hash.update(taken);
      sizeBytes += taken.length;
      return chunk.subarray(taken.length);
    },
    end: (isLast: boolean): Part => ({
      bytes: block.subarray(0, sizeBytes),
      sha256: hash.digest(),
      isLast,
      giveBack: () => void spare.push(block),
    }),
  };
}
