import type { IncomingHttpHeaders } from 'node:http';

/** Whether a browser says that another site's page asks: a form there must not act in the reader's name. */
export function isOtherSite({ headers }: { headers: IncomingHttpHeaders }): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
