import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Caller } from '../core/caller.ts';
import { wishedLanguage } from './language.ts';

/** What decides where a request counts as coming from. */
export interface CallerRules {
  development: boolean;
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
}

/**
 * Makes the function that tells where a request came from: the peer, or, behind trusted proxies, the last hop that is
 * none of them. An IPv6 caller owns a /64, so that is what limits count.
 */
export function createCallerReader({ development, trustedProxies }: CallerRules): (request: IncomingMessage) => Caller {
  const trusted = createBlockList(trustedProxies);
  const isTrusted = (address: string): boolean => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

  function findOrigin(peer: string, forwardedFor: string): string {
    if (!isTrusted(peer)) return peer;
    let origin = peer;
    for (const hop of forwardedFor.split(',').map(plainAddress).reverse()) {
      // Whatever wrote that, it tells no address: the last one that is known stands.
      if (!isIP(hop)) return origin;
      origin = hop;
      if (!isTrusted(hop)) return origin;
    }
    return origin;
  }

  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const forwardedFor = request.headers['x-forwarded-for'];
    const isForwarded = forwardedFor !== undefined || 'forwarded' in request.headers;
    const origin = trustedProxies.length > 0 ? findOrigin(peer, String(forwardedFor ?? '')) : peer;
    return {
      address: isIPv6(origin) && origin !== '::1' ? networkOf(origin) : origin,
      userAgent: request.headers['user-agent'] ?? '',
      language: wishedLanguage(request.headers),
      exemptFromAddressLimits: development && !isForwarded && isLoopback(peer),
    };
  };
}

function createBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

/** Without the zone, the brackets, the port and the IPv4 mapping that some hops write. */
function plainAddress(text: string): string {
  return text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The first four groups of an IPv6 address, however it was abbreviated. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
