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

/**
 * The version of the program, as far as its User-Agent tells it: that of the first product (RFC 9110 §10.1.5) which is
 * not what programs are built on. Null where there is none.
 */
export function findProgramVersion(userAgent: string): string | null {
  const products = userAgent.replace(/\([^()]*\)/g, ' ').matchAll(/([^\s/]+)\/(\d[\w.+-]*)/g);
  for (const [, name = '', version = ''] of products) {
    if (!foundations.has(name.toLowerCase())) return version;
  }
  return null;
}
