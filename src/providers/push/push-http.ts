import { createKeptConnections } from '../vendor-http/connections.ts';
import { createVendorHttp, type VendorHttp } from '../vendor-http/vendor-http.ts';
import { withDeadline } from './deadline.ts';
import { createMasking, type Masking } from './masking.ts';
import { defaultRequestMs, type PushVendorDeps } from './vendor.ts';

/** What a vendor is asked with over HTTP/1.1. */
export interface PushHttp {
  /** One request, within the time that one may take. Throws VendorUnreachable. */
  http: VendorHttp;
  hide: Masking['hide'];
  /** Ends the connections, those in use too. */
  close(): Promise<void>;
}

/** Over connections that are kept, `mostAtOnce` of them. */
export function openPushHttp(
  vendor: string,
  mostAtOnce: number,
  { observe, requestMs = defaultRequestMs }: Pick<PushVendorDeps, 'observe' | 'requestMs'>,
): PushHttp {
  const { observe: observeMasked, hide } = createMasking(observe);
  const connections = createKeptConnections(mostAtOnce, requestMs);
  const http = createVendorHttp({ vendor, secrets: [], observe: observeMasked, send: connections.send });
  return {
    http: (request, signal) => withDeadline(signal, requestMs, (limited) => http(request, limited)),
    hide,
    close: async () => connections.close(),
  };
}
