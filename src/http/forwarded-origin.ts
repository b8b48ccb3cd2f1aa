import type { IncomingMessage } from 'node:http';
import { createTrustedProxies, peerOf } from './trusted-proxies.ts';

/** What a request is a part of, by the word of a proxy. */
export interface ForwardedOrigin {
  /** 8 to 64 letters, digits and `._-`. */
  requestId?: string | undefined;
  /** Not judged yet. */
  traceparent?: string | undefined;
}

const requestIdShape = /^[\w.-]{8,64}$/;
const nothing: ForwardedOrigin = {};

/**
 * Makes the function that reads both from a trusted proxy; from anybody else, who could make two requests look like one,
 * and have everything traced, it reads nothing.
 */
export function createForwardedReader(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => ForwardedOrigin {
  const trusted = createTrustedProxies(trustedProxies);
  return (request) => {
    const { 'x-request-id': requestId, traceparent } = request.headers;
    if (requestId === undefined && traceparent === undefined) return nothing;
    if (!trusted.has(peerOf(request))) return nothing;
    const isId = typeof requestId === 'string' && requestIdShape.test(requestId);
    return {
      requestId: isId ? requestId : undefined,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    };
  };
}
