import { findProducts } from '../licences/program-version.ts';
import { unknownVersion } from './versions.ts';

/** Reads which version of a program calls, from the headers of a request. */
export type VersionReader = (headers: Readonly<Record<string, string | string[] | undefined>>) => string;

const longestVersion = 40;
const mostRemembered = 1000;
const printable = /^[\x21-\x7e][\x20-\x7e]*$/;

/**
 * The version is what the header of that name says, where an operator named one and it is there; else the program's own
 * product of its User-Agent, such as `staff-app/2.1.0`, else what it is built on, `okhttp/4.12.0`; `browser` for browsers
 * without a product of ours, whose versions say nothing; else `unknown`. At most 40 printable ASCII characters.
 */
export function createVersionReader(headerName: string | null): VersionReader {
  const header = headerName?.toLowerCase();
  // Few programs say the same thing again and again.
  const known = new Map<string, string>();

  function readUserAgent(userAgent: string): string {
    const remembered = known.get(userAgent);
    if (remembered !== undefined) return remembered;
    const version = cut(nameProgram(userAgent));
    if (known.size >= mostRemembered) known.clear();
    known.set(userAgent, version);
    return version;
  }

  return (headers) => {
    const told = header === undefined ? undefined : headers[header];
    return typeof told === 'string' && told !== '' ? cut(told) : readUserAgent(String(headers['user-agent'] ?? ''));
  };
}

function nameProgram(userAgent: string): string {
  const { own, foundation } = findProducts(userAgent);
  if (own) return `${own.name}/${own.version}`;
  if (userAgent.startsWith('Mozilla/')) return 'browser';
  return foundation ? `${foundation.name}/${foundation.version}` : unknownVersion;
}

function cut(text: string): string {
  const version = text.slice(0, longestVersion).trim();
  return printable.test(version) ? version : unknownVersion;
}
