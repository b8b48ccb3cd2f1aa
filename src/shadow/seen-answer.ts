import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { decodeBody } from './decoded-body.ts';
import type { KeptBody } from './kept-body.ts';

/** An answer that has passed, as far as it is compared. */
export interface SeenAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it was before it was compressed for the way. */
  body: KeptBody;
}

/** Of its head, and what was kept of its body. */
export function seeAnswer({ statusCode = 0, headers }: IncomingMessage, body: KeptBody): SeenAnswer {
  return { status: statusCode, headers, body: decodeBody(body, headers['content-encoding']) };
}
