import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';
import type { Caller } from '../core/caller.ts';
import { wishedLanguage } from './language.ts';
import { createTrustedProxies, peerOf, plainAddress } from './trusted-proxies.ts';

/** What decides where a request counts as coming from. */
export interface CallerRules {
  development: boolean;
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  trustedProxies: readonly string[];
}

// What a request carries that came through some proxy, trusted or not.
const forwardingHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via'];

/**
 * Makes the function that tells where a request came from: the peer, or, behind trusted proxies, the last hop that is
 * none of them. An IPv6 caller owns a /64, so that is what limits count.
 */
export function createCallerReader({ development, trustedProxies }: CallerRules): (request: IncomingMessage) => Caller {
  const trusted = createTrustedProxies(trustedProxies);

  function findOrigin(peer: string, forwardedFor: string): string {
    let origin = peer;
    // From the right, since each proxy appends whom it saw: whatever stands left of an address that nobody trusts is hearsay.
    for (let end = forwardedFor.length; end > 0 && trusted.has(origin); ) {
      const comma = forwardedFor.lastIndexOf(',', end - 1);
      const hop = plainAddress(forwardedFor.slice(comma + 1, end));
      // Whatever wrote that, it tells no address: the last one that is known stands.
      if (!isIP(hop)) return origin;
      origin = hop;
      end = comma;
    }
    return origin;
  }

  return (request) => {
    const peer = peerOf(request);
    const origin = findOrigin(peer, String(request.headers['x-forwarded-for'] ?? ''));
    return {
      address: isIPv6(origin) && origin !== '::1' ? networkOf(origin) : origin,
      userAgent: request.headers['user-agent'] ?? '',
      language: wishedLanguage(request.headers),
      exemptFromAddressLimits: development && isFromThisMachine(request),
    };
  };
}

/** Whether a request began on this machine: its peer is a loopback address, and no proxy says that it forwarded it. */
export function isFromThisMachine(request: IncomingMessage): boolean {
  return !forwardingHeaders.some((name) => name in request.headers) && isLoopback(peerOf(request));
}

/** The first four groups of an IPv6 address in its shortest form. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':');
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
