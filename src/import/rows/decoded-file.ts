import { createReadStream, statSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { StartError } from '../../start/start-error.ts';

/** A text file that is being read, and how much of it was. */
export interface DecodedFile {
  text: Readable;
  share(): number;
}

/** Reads a file, or what comes in by `-`, in an encoding as WHATWG names them, such as `gbk`. Throws StartError where there is none. */
export function readDecoded(file: string, encoding: string): DecodedFile {
  const sizeBytes = file === '-' ? undefined : sizeOf(file);
  const decoder = createDecoder(encoding);
  let readBytes = 0;
  const bytes = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  const text = new Transform({
    decodeStrings: false,
    encoding: 'utf8',
    transform(chunk: Buffer, _encoding, done) {
      readBytes += chunk.length;
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
  bytes.on('error', (error) => text.destroy(error));
  // Whoever stops reading early must not leave the file open.
  text.on('close', () => bytes.destroy());
  return {
    text: bytes.pipe(text),
    share: () => (sizeBytes === undefined || sizeBytes === 0 ? 0 : Math.min(1, readBytes / sizeBytes)),
  };
}

function sizeOf(file: string): number {
  try {
    const stat = statSync(file);
    if (stat.isFile() || stat.isFIFO()) return stat.size;
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${(error as Error).message}`);
  }
  throw new StartError(`${file} is no file`);
}

function createDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new StartError(
      `the encoding ${encoding} is unknown: there are utf-8, gbk, gb18030, big5, utf-16le and others`,
    );
  }
}
