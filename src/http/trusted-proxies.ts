import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6, type Socket, SocketAddress } from 'node:net';

/** What the proxies in front of this server are believed. */
export interface TrustedProxies {
  has(address: string): boolean;
  /** How the caller reached them: what a trusted peer says in X-Forwarded-Proto, else plain HTTP. */
  schemeOf(request: IncomingMessage): 'http' | 'https';
}

/** Makes it from addresses and CIDR ranges. */
export function createTrustedProxies(entries: readonly string[]): TrustedProxies {
  const list = createBlockList(entries);
  const has = (address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return {
    has,
    schemeOf(request) {
      const said = request.headers['x-forwarded-proto'];
      if (said === undefined || !has(peerOf(request))) return 'http';
      // The last one is what the peer itself wrote; those before it may be the caller's own.
      return String(said).split(',').at(-1)?.trim().toLowerCase() === 'https' ? 'https' : 'http';
    },
  };
}

/** A connection has one peer, which each of its requests asks for several times. */
const peers = new WeakMap<Socket, string>();

/** Who holds the other end of the connection; empty where it is gone. */
export function peerOf({ socket }: IncomingMessage): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const peer = plainAddress(socket.remoteAddress ?? '');
  if (peer !== '') peers.set(socket, peer);
  return peer;
}

/** An address as it is compared: without the zone, the brackets and the port that some hops write; IPv4 where it is mapped. */
export function plainAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  return new SocketAddress({ address: bare, family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '');
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
