import { connect } from 'node:http2';
import { type Line, type Post, postOn, type StreamAnswer, StreamFailed } from './apns-stream.ts';

/** One HTTP/2 connection at a time, made when it is needed and anew when it ended. */
export interface ApnsConnection {
  /** Throws StreamFailed. */
  post(post: Post): Promise<StreamAnswer>;
  close(): Promise<void>;
}

const connectMs = 10_000;
/** Longer than a stream may take. */
const farewellMs = 15_000;

/** To one origin; nothing is connected until something is posted. */
export function createApnsConnection(origin: string): ApnsConnection {
  const open = new Set<Line>();
  let current: Promise<Line> | undefined;

  /** It takes no more streams; those on it may end. */
  function retire(retired: Promise<Line>): void {
    if (current === retired) current = undefined;
    retired.then(
      (line) => {
        line.session.close();
        setTimeout(() => cut(line), farewellMs).unref();
      },
      () => undefined,
    );
  }

  function begin(): Promise<Line> {
    const begun = connectLine(origin, open, () => retire(begun));
    return begun;
  }

  return {
    async post(post) {
      current ??= begin();
      const mine = current;
      const line = await unlessAborted(mine, post.signal).catch((error: Error) => {
        if (current === mine && !post.signal.aborted) current = undefined;
        throw new StreamFailed(`apns cannot be reached: ${error.message}`, false, error);
      });
      try {
        return await postOn(line, post);
      } catch (error) {
        // Refused, or dead without knowing: the next stream gets another.
        if (post.signal.aborted || line.session.closed || line.session.destroyed) retire(mine);
        throw error;
      }
    },
    async close() {
      current?.catch(() => undefined);
      current = undefined;
      for (const line of open) cut(line);
    },
  };
}

/** Once it was told to close, a session that is destroyed still waits for the other side's end, which may never come. */
function cut({ session, socket }: Line): void {
  session.destroy();
  socket?.destroy();
}

/** The connection is everybody's: who is told to stop does not wait for it, and the others do. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new Error('no connection in time'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** `onEnd` is called as soon as no more streams can be made on it. */
function connectLine(origin: string, open: Set<Line>, onEnd: () => void): Promise<Line> {
  const { promise, resolve, reject } = Promise.withResolvers<Line>();
  const session = connect(origin, { settings: { enablePush: false } });
  const line: Line = { session, socket: undefined, lastStreamId: undefined };
  open.add(line);
  const timer = setTimeout(() => session.destroy(new Error('no connection in time')), connectMs);
  session.on('connect', (_session, socket) => {
    line.socket = socket;
    clearTimeout(timer);
    resolve(line);
  });
  session.on('goaway', (_code, lastStreamId) => {
    line.lastStreamId = lastStreamId;
    onEnd();
  });
  session.on('error', reject);
  session.on('close', () => {
    clearTimeout(timer);
    open.delete(line);
    reject(new Error('the connection was closed'));
    onEnd();
  });
  return promise;
}
