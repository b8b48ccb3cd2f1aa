import { connect } from 'node:net';
import type { Answer } from './portico.ts';

/** Sends bytes as they are, then either waits for the answer or, with `cutOff`, half-closes first. */
export function sendRaw(url: string, bytes: string | Buffer, cutOff = false): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (cutOff) socket.end();
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const answer = parse(Buffer.concat(chunks).toString('utf8'));
      if (answer) {
        socket.destroy();
        resolve(answer);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed after ${Buffer.concat(chunks).length} bytes`)));
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer in 15 s')));
  });
}

function parse(text: string): Answer | undefined {
  const split = text.indexOf('\r\n\r\n');
  if (split === -1) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/:\s*(.*)/, 2) as [string, string]));
  const body = text.slice(split + 4);
  if (Buffer.byteLength(body) < Number(headers.get('content-length') ?? 0)) return undefined;
  const json = headers.get('content-type')?.includes('json');
  return { status: Number(statusLine.split(' ')[1]), headers, body: json && body !== '' ? JSON.parse(body) : body };
}
