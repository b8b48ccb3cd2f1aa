import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from './gateway.ts';

/** The address of a path on this server, as the caller reaches it. */
export function absoluteUrl(path: string, request: FastifyRequest, context: GatewayContext): string {
  return (context.publicUrl ?? `${request.scheme}://${hostOf(request)}`) + path;
}

/** The host that the caller named, as far as it is one. */
function hostOf(request: FastifyRequest): string {
  const host = request.headers.host ?? '';
  return /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host) ? host : 'localhost';
}
