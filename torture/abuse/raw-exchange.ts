import { connect } from 'node:net';
import type { WireAnswer } from './wire.ts';

/** What came of bytes that were sent as they are. */
export interface RawExchange {
  /** In the order in which they came. */
  answers: WireAnswer[];
  /** What came and is no HTTP answer. */
  rest: string;
  /** Neither an answer nor an end of the connection within the patience. */
  isHung: boolean;
}

interface Manner {
  /** Says that no more will come. */
  halfCloses?: boolean;
  patienceMs?: number;
}

// Long enough for a second answer, where a request was smuggled behind the first.
const quietMs = 250;

/** Sends bytes, and reads until the server closes or falls silent after an answer. */
export async function exchangeRaw(
  url: string,
  bytes: Buffer,
  { halfCloses = false, patienceMs = 45_000 }: Manner = {},
): Promise<RawExchange> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const chunks: Buffer[] = [];
  let quiet: NodeJS.Timeout | undefined;
  const socket = connect(Number(port), hostname, () => {
    socket.write(bytes);
    if (halfCloses) socket.end();
  });
  const patience = setTimeout(() => resolve(true), patienceMs);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    clearTimeout(quiet);
    if (readAnswers(Buffer.concat(chunks)).answers.length > 0) quiet = setTimeout(() => resolve(false), quietMs);
  });
  // Whoever is still sending when it is refused is reset, which is an end like any other.
  socket.on('error', () => resolve(false));
  socket.on('close', () => resolve(false));
  const isHung = await promise;
  clearTimeout(patience);
  clearTimeout(quiet);
  socket.destroy();
  return { ...readAnswers(Buffer.concat(chunks)), isHung };
}

function readAnswers(bytes: Buffer): { answers: WireAnswer[]; rest: string } {
  const answers: WireAnswer[] = [];
  let text = bytes.toString('latin1');
  for (let read = readAnswer(text); read; read = readAnswer(text)) {
    // An interim one promises another.
    if (read.answer.status >= 200) answers.push(read.answer);
    text = text.slice(read.length);
  }
  return { answers, rest: text };
}

function readAnswer(text: string): { answer: WireAnswer; length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...fields] = text.slice(0, Math.max(0, end)).split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(line) ?? [];
  if (end === -1 || status === undefined) return undefined;
  const headers = Object.fromEntries(
    fields.map((field) => [field.split(':', 1)[0]?.toLowerCase(), field.replace(/^[^:]*:\s*/, '')]),
  );
  const body = readBody(text.slice(end + 4), headers);
  if (!body) return undefined;
  const decoded = Buffer.from(body.text, 'latin1').toString('utf8');
  return { answer: { status: Number(status), headers, text: decoded }, length: end + 4 + body.length };
}

function readBody(text: string, headers: Record<string, string>): { text: string; length: number } | undefined {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? 0);
    return text.length < length ? undefined : { text: text.slice(0, length), length };
  }
  const pieces: string[] = [];
  for (let at = 0; ; ) {
    const [line] = /^[0-9a-f]+\r\n/i.exec(text.slice(at)) ?? [];
    if (line === undefined) return undefined;
    const start = at + line.length;
    const size = Number.parseInt(line, 16);
    if (text.length < start + size + 2) return undefined;
    pieces.push(text.slice(start, start + size));
    at = start + size + 2;
    if (size === 0) return { text: pieces.join(''), length: at };
  }
}
