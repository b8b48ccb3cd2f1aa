import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { readBody } from '../../http/body.ts';
import { mebibyte } from '../../http/body-policy.ts';

/**
 * The `preValidation` hook of GET routes with parameters: the document gives them a JSON content type, so clients send
 * them in the query or in a body (M10). The query wins. Throws `request.malformed`, `request.too_large`.
 */
export async function readQueryInBody(request: FastifyRequest): Promise<void> {
  if (!hasBody(request.raw)) return;
  const fields = await readBody(request.raw, { maxBytes: mebibyte, files: {} });
  request.query = { ...fields, ...(request.query as object) };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
