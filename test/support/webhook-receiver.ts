import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface Arrived {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A system that is told: what came, and what it answers from now on. */
export interface WebhookReceiver {
  arrived: Arrived[];
  port: number;
  url: string;
  answer: (response: ServerResponse) => unknown;
}

/** A receiver of webhooks on this machine, which answers 200 unless told; ends with the test. */
export async function startReceiver(context: { after(ending: () => Promise<void>): void }): Promise<WebhookReceiver> {
  const receiver: WebhookReceiver = { arrived: [], port: 0, url: '', answer: (response) => response.end('thank you') };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      receiver.arrived.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      receiver.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  receiver.port = (server.address() as AddressInfo).port;
  receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
  return receiver;
}

/** Answers a status and says so. */
export const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end(`answer ${code}`);
