import { isIPv4 } from 'node:net';
import type { EnvironmentReader } from './environment.ts';

/** Where a vendor's interface begins, without a slash at its end: paths are added. */
export function readEndpoint(read: EnvironmentReader, problems: string[], name: string, fallback: string): string {
  return readAddress(read, problems, name, fallback).replace(/\/+$/, '');
}

/** The same where the vendor is asked at its root alone: a path would be sent and not signed. */
export function readHostEndpoint(read: EnvironmentReader, problems: string[], name: string, fallback: string): string {
  const value = readEndpoint(read, problems, name, fallback);
  if (URL.canParse(value) && new URL(value).href !== `${new URL(value).origin}/`) {
    problems.push(`${name} must be a host alone, such as ${fallback}, without a path`);
  }
  return value;
}

/** One address, as it was written: https, or this machine. What would send secrets in clear over a network is a problem. */
export function readAddress(read: EnvironmentReader, problems: string[], name: string, fallback: string): string {
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
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** Whether a text is the name of a host, or its IPv4 address, without a port. */
export function isHostName(text: string): boolean {
  return /^[a-z\d_](?:[a-z\d_.-]{0,251}[a-z\d])?$/i.test(text);
}

/** Whether a host, by name or address, is this very machine: a name that only begins as its addresses do is not. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|\[?::1\]?)$/i.test(host) || (isIPv4(host) && host.startsWith('127.'));
}
