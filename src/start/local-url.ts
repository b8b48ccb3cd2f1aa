import { isIPv6 } from 'node:net';

/** `http://…` of a listener as this machine reaches it; a host that stands for every address becomes the loopback. */
export function localUrl(host: string, port: number): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}
