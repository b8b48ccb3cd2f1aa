import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSameSecret } from '../core/same-secret.ts';
import type { PathHandler } from '../edge.ts';
import { isFromThisMachine } from '../http/caller.ts';
import { findToken } from '../http/credentials.ts';
import { textFormat } from '../metrics/registry.ts';
import { answerJson } from './answer-json.ts';

interface Deps {
  print(): Promise<string>;
  /** Undefined: nobody reads them from elsewhere. */
  token: string | undefined;
  onFailure(error: unknown): void;
}

/** Answers `/metrics`: to this machine, and to whoever shows the token. */
export function createMetricsAnswers({ print, token, onFailure }: Deps): PathHandler {
  function mayRead(request: IncomingMessage): boolean {
    const given = findToken(request.headers.authorization, ['Bearer']);
    if (token !== undefined && given !== undefined && isSameSecret(given, token)) return true;
    return isFromThisMachine(request);
  }

  async function write(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await print();
    response.writeHead(200, {
      'Content-Type': textFormat,
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  return (request, response) => {
    if (!mayRead(request)) {
      if (token === undefined) answerJson(request, response, 403, forbidden);
      else answerJson(request, response, 401, unauthorized, { 'WWW-Authenticate': 'Bearer realm="metrics"' });
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerJson(request, response, 405, wrongMethod, { Allow: 'GET, HEAD' });
    } else {
      write(request, response).catch((error: unknown) => {
        onFailure(error);
        answerJson(request, response, 500, fault);
      });
    }
  };
}

const forbidden = {
  status: 403,
  title: 'Forbidden',
  detail: 'Metrics are for this machine alone, unless PORTICO_METRICS_TOKEN is set.',
};
const unauthorized = {
  status: 401,
  title: 'Unauthorized',
  detail: 'Send the token of PORTICO_METRICS_TOKEN as Bearer.',
};
const wrongMethod = { status: 405, title: 'Method Not Allowed', detail: 'GET and HEAD.' };
const fault = { status: 500, title: 'Internal Server Error', detail: 'The metrics could not be read.' };
