/** A request as it goes over the wire. */
export interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Its bytes, one character each. */
export function toWire({ method = 'GET', path, headers = {}, body = '' }: Asked): string {
  const bytes = Buffer.from(body);
  const all = {
    Host: 'localhost',
    ...headers,
    ...((bytes.length > 0 || method !== 'GET') && { 'Content-Length': String(bytes.length) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${bytes.toString('latin1')}`;
}

/** An address for each of many people, none of which belongs to anybody (RFC 2544). */
export function addressOf(number: number): string {
  return `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}`;
}
