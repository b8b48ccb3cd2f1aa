import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import { type ErrorWriter, jsonType } from '../http/app.ts';
import { urlOf } from './request-path.ts';

/** Says a failure of the proxy's own in the words and the envelope of the contract, which its clients understand. */
export function refuse(
  writeError: ErrorWriter,
  code: ErrorCode,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { method = 'GET', headers } = request;
  const told = writeError(new DomainError(code), { method, url: urlOf(request), headers });
  const text = JSON.stringify(told.body);
  response.writeHead(told.status, {
    'Content-Type': told.contentType ?? jsonType,
    'Content-Length': Buffer.byteLength(text),
    'Access-Control-Allow-Origin': '*',
    'X-Request-Id': randomBytes(9).toString('hex'),
    ...told.headers,
    // What is left of its body is nobody's to read.
    ...(!request.complete && { Connection: 'close' }),
  });
  response.end(method === 'HEAD' ? undefined : text);
}
