import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Socket } from 'node:net';

/** What a stream came to; at most 4 KiB of its body. */
export interface StreamAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A stream that came to nothing. */
export class StreamFailed extends Error {
  /** Whether the other side surely did nothing with it, so that it may be repeated at once. */
  readonly isUntouched: boolean;

  constructor(message: string, isUntouched: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'StreamFailed';
    this.isUntouched = isUntouched;
  }
}

/** A connection, and how far the other side went on it. */
export interface Line {
  session: ClientHttp2Session;
  /** Below it; undefined until it stands. */
  socket: Socket | undefined;
  /** The last stream that the other side may have worked on; undefined until it says that it goes away. */
  lastStreamId: number | undefined;
}

/** What is posted. */
export interface Post {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}

const longestBodyBytes = 4_096;

/** Posts on a stream of its own, which is cancelled when the signal fires. Throws StreamFailed. */
export async function postOn(line: Line, { headers, body, signal }: Post): Promise<StreamAnswer> {
  const stream = openStream(line, headers);
  const cancelled = Promise.withResolvers<never>();
  const cancel = (): void => {
    stream.close(constants.NGHTTP2_CANCEL);
    cancelled.reject(new StreamFailed('apns did not answer in time', false, signal.reason));
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    stream.end(body);
    return await Promise.race([readAnswer(line, stream), cancelled.promise]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function openStream({ session }: Line, headers: Record<string, string>): ClientHttp2Stream {
  try {
    return session.request({ ...headers, ':method': 'POST' });
  } catch (error) {
    throw new StreamFailed(`apns: ${(error as Error).message}`, true, error);
  }
}

function readAnswer(line: Line, stream: ClientHttp2Stream): Promise<StreamAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<StreamAnswer>();
  // Whoever was cancelled waits for this no more.
  promise.catch(() => undefined);
  const fail = (message: string, cause?: unknown): void =>
    reject(new StreamFailed(message, isUntouched(line, stream), cause));
  const chunks: Buffer[] = [];
  let bytes = 0;
  let headers: StreamAnswer['headers'] = {};
  stream.on('response', (given) => {
    headers = given as typeof headers;
  });
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= longestBodyBytes) chunks.push(chunk);
  });
  stream.on('end', () => {
    const status = Number(headers[':status'] ?? 0);
    const body = Buffer.concat(chunks).toString('utf8');
    if (status > 0) resolve({ status, headers, body });
  });
  stream.on('error', (error) => fail(`apns: ${error.message}`, error));
  stream.on('close', () => fail('apns closed the stream without an answer'));
  return promise;
}

/** Refused before any processing (RFC 9113 §8.7), never sent, or begun after the last that was looked at (§6.8). */
function isUntouched({ lastStreamId }: Line, { id, rstCode }: ClientHttp2Stream): boolean {
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM || id === undefined) return true;
  return lastStreamId !== undefined && id > lastStreamId;
}
