import type { IncomingMessage } from 'node:http';

/** A request's path and query; of the absolute form that a proxy may be sent (RFC 9112 §3.2.2), without the server. */
export function urlOf({ url = '/' }: IncomingMessage): string {
  return /^https?:\/\//i.test(url) ? url.replace(/^https?:\/\/[^/?#]*/i, '') || '/' : url;
}

/** Without the query. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}
