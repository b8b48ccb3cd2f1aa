import type { IncomingMessage } from 'node:http';
import type { Caller } from '../core/limits/limits.ts';

/** Where a request came from. An IPv6 caller owns a /64, so that is what limits count. */
export function callerOf(request: IncomingMessage, development: boolean): Caller {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const forwarded = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers;
  return {
    address: address.includes(':') && address !== '::1' ? address.split(':').slice(0, 4).join(':') : address,
    userAgent: request.headers['user-agent'] ?? '',
    exemptFromAddressLimits: development && !forwarded && isLoopback(address),
  };
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
