import type { EnvironmentReader } from './environment.ts';

/** Where a vendor is: https, or this machine. What would send secrets in clear over a network is a problem. */
export function readEndpoint(read: EnvironmentReader, problems: string[], name: string, fallback: string): string {
  const value = read.url(name, fallback);
  // What is no address at all was told by the reader.
  if (URL.canParse(value) && !isSafeEndpoint(value)) {
    problems.push(`${name} must begin with https:// (http:// leads to this machine alone)`);
  }
  return value;
}

/** Whether keys and tokens may travel there: in clear only within this machine. */
export function isSafeEndpoint(address: string): boolean {
  const { protocol, hostname } = URL.canParse(address) ? new URL(address) : { protocol: '', hostname: '' };
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}
