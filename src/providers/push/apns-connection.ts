import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';

/** What a stream came to. */
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

/** One HTTP/2 connection at a time, made when it is needed and anew when it ended. */
export interface ApnsConnection {
  /** Posts on a stream of its own. Throws StreamFailed; when `signal` fires the stream is cancelled. */
  post(headers: Record<string, string>, body: string, signal: AbortSignal): Promise<StreamAnswer>;
  close(): Promise<void>;
}

interface Line {
  session: ClientHttp2Session;
  /** The last stream that the other side may have worked on; undefined until it says that it goes away. */
  lastStreamId: number | undefined;
}

const connectMs = 10_000;
const longestBodyBytes = 4_096;

/** To one origin; nothing is connected until something is posted. */
export function createApnsConnection(origin: string): ApnsConnection {
  let current: Promise<Line> | undefined;

  function open(): Promise<Line> {
    const line = connectLine(origin, () => {
      if (current === line) current = undefined;
    });
    return line;
  }

  return {
    async post(headers, body, signal) {
      current ??= open();
      const mine = current;
      const line = await mine.catch((error: Error) => {
        throw new StreamFailed(`apns cannot be reached: ${error.message}`, false, error);
      });
      // A connection on which one waited in vain may be dead without knowing: the next stream gets another.
      const onSpent = (): void => {
        if (current === mine) current = undefined;
      };
      return postOn(line, { ...headers, ':method': 'POST' }, { body, signal, onSpent });
    },
    async close() {
      const line = await current?.catch(() => undefined);
      current = undefined;
      line?.session.destroy();
    },
  };
}

/** `onEnd` is called as soon as no more streams can be made on it. */
function connectLine(origin: string, onEnd: () => void): Promise<Line> {
  const { promise, resolve, reject } = Promise.withResolvers<Line>();
  const session = connect(origin, { settings: { enablePush: false } });
  const line: Line = { session, lastStreamId: undefined };
  const timer = setTimeout(() => session.destroy(new Error('no connection in time')), connectMs);
  session.on('connect', () => {
    clearTimeout(timer);
    resolve(line);
  });
  session.on('goaway', (_code, lastStreamId) => {
    line.lastStreamId = lastStreamId;
    onEnd();
  });
  session.on('error', (error) => {
    onEnd();
    reject(error);
  });
  session.on('close', () => {
    clearTimeout(timer);
    onEnd();
    reject(new Error('the connection was closed'));
  });
  return promise;
}

function postOn(
  line: Line,
  headers: Record<string, string>,
  { body, signal, onSpent }: { body: string; signal: AbortSignal; onSpent: () => void },
): Promise<StreamAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<StreamAnswer>();
  let stream: ClientHttp2Stream;
  try {
    stream = line.session.request(headers);
  } catch (error) {
    onSpent();
    return Promise.reject(new StreamFailed(`apns: ${(error as Error).message}`, true, error));
  }
  let answered: Record<string, string | string[] | undefined> = {};
  const chunks: Buffer[] = [];
  let bytes = 0;
  const cancel = (): void => {
    onSpent();
    stream.close(constants.NGHTTP2_CANCEL);
    reject(new StreamFailed('apns did not answer in time', false, signal.reason));
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const fail = (message: string, cause?: unknown): void =>
    reject(new StreamFailed(message, isUntouched(line, stream), cause));
  stream.on('response', (given) => {
    answered = given as typeof answered;
  });
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= longestBodyBytes) chunks.push(chunk);
  });
  stream.on('end', () => {
    const status = Number(answered[':status'] ?? 0);
    if (status > 0) resolve({ status, headers: answered, body: Buffer.concat(chunks).toString('utf8') });
  });
  stream.on('error', (error) => fail(`apns: ${error.message}`, error));
  stream.on('close', () => {
    signal.removeEventListener('abort', cancel);
    fail('apns closed the stream without an answer');
  });
  stream.end(body);
  return promise;
}

/** Refused before any processing (RFC 9113 §8.7), never sent, or begun after the last that was looked at (§6.8). */
function isUntouched({ lastStreamId }: Line, { id, rstCode }: ClientHttp2Stream): boolean {
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM || id === undefined) return true;
  return lastStreamId !== undefined && id > lastStreamId;
}
