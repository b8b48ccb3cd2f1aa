import { pipeline, Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { createMeter } from '../spent-buffers.ts';
import type { Bounds, Bucket } from './bucket.ts';
import { asStorageFailure } from './failures.ts';

/** Bytes `start` to `end`, both included. */
interface Range {
  start: number;
  end: number;
}

/**
 * Reads an object as fast as it is taken. The stream fails with `storage.unavailable` where S3 ends early, sends other
 * than was asked for or pauses for too long, and ends the request when it is closed.
 */
export function readObject(bucket: Bucket, key: string, range?: Range): Readable {
  const closed = new AbortController();
  const source = Readable.from(readPieces(bucket, key, { range, signal: closed.signal }), { objectMode: false });
  source.once('close', () => closed.abort());
  // Errors and an early end are told by the stream itself.
  return pipeline(source, createMeter(), () => undefined);
}

async function* readPieces(
  bucket: Bucket,
  key: string,
  { range, signal }: { range: Range | undefined; signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ...(range && { Range: `bytes=${range.start}-${range.end}` }),
  });
  try {
    const answer = { requestTimeout: bucket.bounds.ask.tryMs, abortSignal: signal };
    const { Body, ContentLength } = await bucket.client.send(command, answer);
    let missingBytes = range ? range.end - range.start + 1 : ContentLength;
    // Known before the first piece is passed on: more than was announced would be read as the next answer.
    if (missingBytes === undefined || missingBytes !== ContentLength)
      throw new Error('it sends other than was asked for');
    for await (const piece of withoutLongPauses(Body as Readable, bucket.bounds)) {
      missingBytes -= piece.length;
      yield piece;
    }
    if (missingBytes > 0) throw new Error('it ended early');
  } catch (error) {
    throw asStorageFailure('GetObject', error);
  }
}

/** Waits for each piece, and not for who takes them: a slow reader is no fault of the server. */
async function* withoutLongPauses(body: Readable, { pieceMs }: Bounds): AsyncGenerator<Buffer> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const tooLong = setTimeout(() => body.destroy(new Error('it stopped in the middle')), pieceMs);
      const { done, value } = await pieces.next().finally(() => clearTimeout(tooLong));
      if (done) return;
      yield value;
    }
  } finally {
    body.destroy();
  }
}
