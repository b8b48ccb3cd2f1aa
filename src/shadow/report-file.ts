import { createWriteStream, fchmodSync, fstatSync, type WriteStream } from 'node:fs';
import { StartError } from '../start/start-error.ts';
import type { DifferenceRecord } from './differences.ts';

/** Differences as lines of JSON in a file; nothing in it is unmasked. */
export interface ReportFile {
  /** One time that it was seen. */
  write(record: DifferenceRecord): void;
  close(): Promise<void>;
}

// The thousandth example tells nothing that the first ones did not; the counts go on.
const mostOfAKind = 100;
// A disk that is slower than what differs is not to fill the memory.
const mostWaitingBytes = 4 * 1024 * 1024;

/** Opens the file, which is added to, readable by its owner alone. Throws StartError where it cannot be written. */
export async function openReportFile(path: string): Promise<ReportFile> {
  const stream = await open(path);
  let fault: Error | undefined;
  stream.on('error', (error) => {
    fault = error;
  });
  return {
    write(record) {
      if (fault || record.count > mostOfAKind || stream.writableLength > mostWaitingBytes) return;
      stream.write(`${JSON.stringify(record)}\n`);
    },
    close: () =>
      new Promise((resolve, reject) => {
        stream.once('close', () => (fault ? reject(new StartError(`${path}: ${fault.message}`, fault)) : resolve()));
        if (stream.closed) stream.emit('close');
        else stream.end();
      }),
  };
}

function open(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      reject(
        new StartError(`the report ${path} cannot be written (${error.code}): choose another with --report`, error),
      );
    stream.once('open', (fd) => {
      try {
        // One that was there may be open to others; a pipe or a device is as it is.
        if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600);
        resolve(stream);
      } catch (error) {
        stream.destroy();
        refuse(error as NodeJS.ErrnoException);
      }
    });
    stream.once('error', refuse);
  });
}
