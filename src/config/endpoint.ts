import type { EnvironmentReader } from './environment.ts';

/** Where a vendor is: https, or this machine. What would send secrets in clear over a network is a problem. */
export function readEndpoint(read: EnvironmentReader, problems: string[], name: string, fallback: string): string {
  const value = read.url(name, fallback);
  if (!isSafe(value)) problems.push(`${name} must begin with https:// (http:// leads to this machine alone)`);
  return value;
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
