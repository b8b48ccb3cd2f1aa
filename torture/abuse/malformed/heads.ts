import type { AttackedDoor } from './doors.ts';

/** Bytes that are no request, or that proxies and servers understand differently. */
export interface BrokenRequest {
  what: string;
  bytes(door: AttackedDoor): Buffer;
  /** Of requests that are hidden behind another one none may be answered. */
  mostAnswers?: number;
  halfCloses?: boolean;
}

const long = (length: number, of = 'a'): string => of.repeat(length);
const host = 'Host: x\r\n';
const none = 'Content-Length: 0\r\n\r\n';

/** What is hidden: it is answered with 200 by whoever takes it for a request. */
const hidden = `GET /healthz HTTP/1.1\r\n${host}\r\n`;
const hiddenLength = hidden.length.toString(16);

/** `line`: the request line without its end. */
const lines: ReadonlyArray<[what: string, line: (door: AttackedDoor) => string]> = [
  ['a URL of 20 KB', ({ method, path }) => `${method} ${path}?${long(20_000)} HTTP/1.1`],
  ['a URL of 500 KB', ({ method, path }) => `${method} ${path}?${long(500_000)} HTTP/1.1`],
  ['5,000 query parameters', ({ method, path }) => `${method} ${path}?${long(5_000, 'a=1&')} HTTP/1.1`],
  [
    'a prototype in the query',
    ({ method, path }) => `${method} ${path}?__proto__[role]=owner&constructor=1&__proto__=2 HTTP/1.1`,
  ],
  ['a NUL in the URL', ({ method, path }) => `${method} ${path}\u0000 HTTP/1.1`],
  ['an encoded NUL', ({ method, path }) => `${method} ${path}%00 HTTP/1.1`],
  ['a space in the URL', ({ method, path }) => `${method} ${path} x HTTP/1.1`],
  ['raw UTF-8 in the URL', ({ method, path }) => `${method} ${path}/用户 HTTP/1.1`],
  ['raw Latin-1 in the URL', ({ method, path }) => `${method} ${path}/\u00ff HTTP/1.1`],
  ['an overlong slash', ({ method, path }) => `${method} ${path}%c0%af HTTP/1.1`],
  ['an encoded lone surrogate', ({ method, path }) => `${method} ${path}%ed%a0%80 HTTP/1.1`],
  ['a broken escape', ({ method, path }) => `${method} ${path}%z HTTP/1.1`],
  ['an encoded path', ({ method, path }) => `${method} /%${path.charCodeAt(1).toString(16)}${path.slice(2)} HTTP/1.1`],
  ['encoded slashes', ({ method, path }) => `${method} ${path.replaceAll('/', '%2f')} HTTP/1.1`],
  ['dots in the path', ({ method, path }) => `${method} /x/..${path} HTTP/1.1`],
  ['encoded dots', ({ method, path }) => `${method} ${path}/%2e%2e/%2e%2e/etc/passwd HTTP/1.1`],
  ['a second slash', ({ method, path }) => `${method} /${path} HTTP/1.1`],
  ['backslashes', ({ method, path }) => `${method} ${path.replaceAll('/', '\\')} HTTP/1.1`],
  ['a fragment', ({ method, path }) => `${method} ${path}#x HTTP/1.1`],
  ['a matrix parameter', ({ method, path }) => `${method} ${path};a=b HTTP/1.1`],
  ['the absolute form', ({ method, path }) => `${method} http://elsewhere.example${path} HTTP/1.1`],
  ['the absolute form without a path', ({ method }) => `${method} http://elsewhere.example HTTP/1.1`],
  ['the absolute form with credentials', ({ method, path }) => `${method} http://a:b@[::1]:80${path} HTTP/1.1`],
  ['another scheme', ({ method, path }) => `${method} file://${path} HTTP/1.1`],
  ['the authority form', () => 'CONNECT elsewhere.example:443 HTTP/1.1'],
  ['the asterisk form', () => 'OPTIONS * HTTP/1.1'],
  ['an asterisk for another method', ({ method }) => `${method} * HTTP/1.1`],
  ['no path', ({ method }) => `${method}  HTTP/1.1`],
  ['HTTP/0.9', ({ path }) => `GET ${path}`],
  ['HTTP/1.0', ({ method, path }) => `${method} ${path} HTTP/1.0`],
  ['HTTP/1.9', ({ method, path }) => `${method} ${path} HTTP/1.9`],
  ['HTTP/2.0', ({ method, path }) => `${method} ${path} HTTP/2.0`],
  ['HTTP/9.9', ({ method, path }) => `${method} ${path} HTTP/9.9`],
  ['no HTTP at all', ({ method, path }) => `${method} ${path} RTSP/1.0`],
  ['a method in lower case', ({ path }) => `post ${path} HTTP/1.1`],
  ['a method that nobody knows', ({ path }) => `FOO ${path} HTTP/1.1`],
  ['a method of 10 KB', ({ path }) => `${long(10_000, 'A')} ${path} HTTP/1.1`],
  ['TRACE', ({ path }) => `TRACE ${path} HTTP/1.1`],
  ['a tab for a space', ({ method, path }) => `${method}\t${path} HTTP/1.1`],
];

/** `fields`: whole header lines, and what follows the head. */
const fields: ReadonlyArray<[what: string, fields: string, mostAnswers?: number]> = [
  ['no Host', none],
  ['two Hosts', `${host}Host: y\r\n${none}`],
  ['a Host that is none', `Host: a b/c?d#e@f\r\n${none}`],
  ['a Host of 10 KB', `Host: ${long(10_000)}\r\n${none}`],
  ['3,000 headers', `${host}${long(3_000, 'X-A: b\r\n')}${none}`],
  ['30,000 headers', `${host}${long(30_000, 'X-A: b\r\n')}${none}`],
  ['a header of 20 KB', `${host}X-A: ${long(20_000)}\r\n${none}`],
  ['a header of 1 MB', `${host}X-A: ${long(1_000_000)}\r\n${none}`],
  ['a header name of 20 KB', `${host}${long(20_000)}: b\r\n${none}`],
  ['a cookie of 15 KB', `${host}Cookie: ${long(3_000, 'a=b; ')}\r\n${none}`],
  ['a NUL in a header', `${host}X-A: a\u0000b\r\n${none}`],
  ['a bare CR in a header', `${host}X-A: a\rb\r\n${none}`],
  ['raw Latin-1 in a header', `${host}Authorization: \u00ff\u00fe\r\n${none}`],
  ['a space in a header name', `${host}X A: b\r\n${none}`],
  ['a space before the colon', `${host}Content-Length : 0\r\n\r\n`],
  ['no colon', `${host}X-A\r\n${none}`],
  ['no name', `${host}: b\r\n${none}`],
  ['a folded header', `${host}X-A: a\r\n b\r\n${none}`],
  ['a folded first line', ` x\r\n${host}${none}`],
  ['bare line feeds', `${host.replace('\r', '')}Content-Length: 0\n\n`],
  ['a prototype for a name', `${host}__proto__: a\r\nconstructor: b\r\n${none}`],
  [
    'two Content-Lengths that differ',
    `${host}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    1,
  ],
  ['two Content-Lengths alike', `${host}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`],
  ['a list of Content-Lengths', `${host}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`, 1],
  ['a Content-Length with a sign', `${host}Content-Length: +${hidden.length}\r\n\r\n${hidden}`, 1],
  ['a negative Content-Length', `${host}Content-Length: -1\r\n\r\n${hidden}`, 1],
  ['a hexadecimal Content-Length', `${host}Content-Length: 0x0\r\n\r\n${hidden}`, 1],
  ['a Content-Length beyond 64 bits', `${host}Content-Length: 18446744073709551616\r\n\r\n${hidden}`, 1],
  ['an empty Content-Length', `${host}Content-Length:\r\n\r\n${hidden}`, 1],
  ['Content-Length and chunks', `${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`, 1],
  ['chunks and Content-Length', `${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`, 1],
  ['an unknown transfer coding', `${host}Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n${hidden}`, 1],
  ['chunked that is not the last', `${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`, 1],
  ['chunked twice', `${host}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n${hidden}`, 1],
  [
    'two Transfer-Encodings',
    `${host}Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    2,
  ],
  [
    'a space before Transfer-Encoding’s colon',
    `${host}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  [
    'Transfer-Encoding behind a tab',
    `${host}Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  [
    'Transfer-Encoding on a folded line',
    `${host}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  [
    'a chunk that hides a request',
    `${host}Transfer-Encoding: chunked\r\n\r\n${hiddenLength}\r\n${hidden}\r\n0\r\n\r\n`,
    1,
  ],
  ['a chunk size that is none', `${host}Transfer-Encoding: chunked\r\n\r\ng\r\n\r\n${hidden}`, 1],
  ['a chunk size with a sign', `${host}Transfer-Encoding: chunked\r\n\r\n-1\r\n${hidden}`, 1],
  ['a chunk size with a prefix', `${host}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`, 1],
  ['a chunk size beyond 64 bits', `${host}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n${hidden}`, 1],
  ['a chunk longer than its size', `${host}Transfer-Encoding: chunked\r\n\r\n1\r\n{{{\r\n0\r\n\r\n`, 1],
  ['a chunk ended by a bare line feed', `${host}Transfer-Encoding: chunked\r\n\r\n0\n\n${hidden}`, 1],
  ['a chunk extension with a line feed', `${host}Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n${hidden}`, 1],
  ['a chunk extension of 100 KB', `${host}Transfer-Encoding: chunked\r\n\r\n2;${long(100_000)}\r\n{}\r\n0\r\n\r\n`],
  ['100 KB of trailers', `${host}Transfer-Encoding: chunked\r\n\r\n0\r\n${long(12_000, 'X-A: b\r\n')}\r\n`],
  ['a Content-Length in the trailers', `${host}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`],
  [
    'a WebSocket',
    `${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n${none}`,
  ],
  [
    'an upgrade to HTTP/2',
    `${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n${none}`,
  ],
  ['an upgrade with a body', `${host}Connection: Upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\n{}`],
  ['an expectation that nobody knows', `${host}Expect: 200-maybe\r\n${none}`],
  ['an expectation, and no body', `${host}Expect: 100-continue\r\n${none}`],
  ['an injected request id', `${host}X-Request-Id: a\r\nX-Request-Id: ${long(500)}\r\n${none}`],
  [
    'a forged chain of proxies',
    `${host}X-Forwarded-For: ${long(1_000, '1.2.3.4, ')}${long(99, '[::1], ')}x\r\n${none}`,
  ],
  ['a trace that is none', `${host}Traceparent: 00-${long(2_000)}\r\nTracestate: ${long(5_000)}\r\n${none}`],
  ['a language of 10 KB', `${host}Accept-Language: ${long(2_000, 'zh;q=')}\r\n${none}`],
  ['500 ranges', `${host}Range: bytes=${long(500, '0-,')}\r\nIf-Range: "x"\r\n${none}`],
];

const whole: ReadonlyArray<[what: string, bytes: string]> = [
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000'],
  ['the beginning of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ['a PROXY line', `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${hidden}`],
  ['an SSH client', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['NULs', long(5_000, '\u0000')],
  ['line ends alone', long(200, '\r\n')],
  ['1 MB without a line end', long(1_000_000)],
];

/** Broken request lines and heads. */
export const brokenHeads: readonly BrokenRequest[] = [
  ...lines.map(([what, line]) => ({
    what,
    bytes: (door: AttackedDoor) => latin1(`${line(door)}\r\n${host}${door.credential}${none}`),
  })),
  ...fields.map(([what, text, mostAnswers]) => ({
    what,
    ...(mostAnswers !== undefined && { mostAnswers }),
    bytes: (door: AttackedDoor) =>
      latin1(`${door.method} ${door.path} HTTP/1.1\r\n${door.credential}Content-Type: application/json\r\n${text}`),
  })),
  ...whole.map(([what, bytes]) => ({ what, bytes: () => latin1(bytes) })),
];

/** Characters beyond Latin-1 as the UTF-8 that a careless client sends. */
function latin1(text: string): Buffer {
  const parts = text.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? [];
  return Buffer.concat(parts.map((part) => Buffer.from(part, /^\p{Script=Han}/u.test(part) ? 'utf8' : 'latin1')));
}
