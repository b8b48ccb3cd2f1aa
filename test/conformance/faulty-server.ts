import { once } from 'node:events';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way through the faulty server. */
export interface PassingAnswer {
  method: string;
  /** Without its query. */
  path: string;
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One thing that the faulty server does otherwise than the real one. */
export interface Plant {
  /** Whether an answer is to be changed. */
  isIt(answer: PassingAnswer): boolean;
  change(answer: PassingAnswer): Partial<Pick<PassingAnswer, 'status' | 'headers' | 'body'>>;
}

/** A server that stands before a real one, and changes one thing. */
export interface FaultyServer {
  url: URL;
  plant(plant: Plant | undefined): void;
  /** How many answers the plant changed since it was planted. */
  changed(): number;
  /** Sees every answer of the real server. */
  watch(see: ((answer: PassingAnswer) => void) | undefined): void;
}

/** Starts one on a free port; it ends with the test. */
export async function startFaultyServer(
  context: { after(ending: () => Promise<void>): void },
  target: URL,
): Promise<FaultyServer> {
  let planted: Plant | undefined;
  let changed = 0;
  let see: ((answer: PassingAnswer) => void) | undefined;

  function alter(answer: PassingAnswer): PassingAnswer {
    see?.(answer);
    if (!planted?.isIt(answer)) return answer;
    changed += 1;
    return { ...answer, ...planted.change(answer) };
  }

  const server = http.createServer((request, response) => {
    const { method = '', url: path = '' } = request;
    const options = { agent: false, host: target.hostname, port: target.port, method, path, headers: request.headers };
    const exchange = http.request(options, async (real) => {
      const body = Buffer.concat(await real.toArray());
      const { statusCode: status = 0, headers } = real;
      const answer = alter({ method, path: path.split('?')[0] ?? '', status, headers, body });
      response.sendDate = false;
      response.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer, body) });
      response.end(answer.body);
    });
    exchange.on('error', () => response.destroy());
    request.pipe(exchange);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    plant(plant) {
      planted = plant;
      changed = 0;
    },
    changed: () => changed,
    watch(seeing) {
      see = seeing;
    },
  };
}

/** A changed body has another length; one that was not sent keeps the length that it would have. */
function lengthOf(answer: PassingAnswer, real: Buffer): IncomingHttpHeaders {
  return answer.body === real ? {} : { 'content-length': String(answer.body.length) };
}
