// What programs are built on, and what browsers call themselves: their versions say nothing of ours.
const foundations = new Set(
  [
    ['mozilla', 'applewebkit', 'gecko', 'khtml', 'chrome', 'chromium', 'headlesschrome', 'safari', 'version', 'mobile'],
    ['firefox', 'edg', 'edge', 'opr', 'opera', 'electron', 'qtwebengine', 'cef', 'trident', 'node', 'node-fetch'],
    ['undici', 'axios', 'got', 'okhttp', 'python-requests', 'python-urllib', 'python-httpx', 'aiohttp', 'urllib3'],
    ['curl', 'wget', 'libcurl', 'go-http-client', 'java', 'apache-httpclient', 'restsharp', 'dart', 'cfnetwork'],
    ['darwin', 'winhttp', 'wininet', 'qt', 'postmanruntime', 'insomnia'],
  ].flat(),
);

/** A product that a User-Agent names (RFC 9110 §10.1.5). */
export interface Product {
  name: string;
  version: string;
}

// Programs name themselves in far less. The pattern takes the square of a length, and anybody may send 16 KiB.
const longestRead = 500;

/** The products with a version that a User-Agent names, the program's own apart from what programs are built on. */
export function findProducts(userAgent: string): { own: Product | undefined; foundation: Product | undefined } {
  const found: { own: Product | undefined; foundation: Product | undefined } = {
    own: undefined,
    foundation: undefined,
  };
  const read = userAgent.slice(0, longestRead).replace(/\([^()]*\)/g, ' ');
  const products = read.matchAll(/([^\s/]+)\/(\d[\w.+-]*)/g);
  for (const [, name = '', version = ''] of products) {
    if (foundations.has(name.toLowerCase())) found.foundation ??= { name, version };
    else return { ...found, own: { name, version } };
  }
  return found;
}

/** The version of the program, as far as its User-Agent tells it. Null where there is none. */
export function findProgramVersion(userAgent: string): string | null {
  return findProducts(userAgent).own?.version ?? null;
}
