import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pageHeaders } from '../http/page-headers.ts';

/** What one of our pages, or a file of one, is answered with. */
export interface PageAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body?: Buffer | string;
}

/** Sends it with the headers of our pages, where it has none of its own; a HEAD without the body. */
export function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: PageAnswer,
): void {
  const hasBody = status !== 304;
  response.writeHead(status, {
    ...pageHeaders,
    ...headers,
    ...(hasBody && { 'Content-Length': body === undefined ? 0 : Buffer.byteLength(body) }),
  });
  response.end(request.method === 'HEAD' || !hasBody ? undefined : body);
}
