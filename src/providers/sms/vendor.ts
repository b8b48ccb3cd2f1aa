import type { Clock, SmsCode, SmsReceipt } from '../../core/ports.ts';
import { createOwnConnections } from '../vendor-http/connections.ts';
import type { ObserveExchange } from '../vendor-http/exchange.ts';
import { createVendorHttp, type VendorHttp, VendorUnreachable } from '../vendor-http/vendor-http.ts';
import { SmsFailure } from './failure.ts';

/** Sends through one vendor, once. Throws SmsFailure; when `signal` fires, at once. */
export interface SmsVendor {
  name: string;
  send(message: SmsCode, signal: AbortSignal): Promise<SmsReceipt>;
}

/** What every vendor is opened with. */
export interface VendorDeps {
  clock: Clock;
  observe?: ObserveExchange | undefined;
}

/** How long a code works, as templates may say it (R7). */
export const codeMinutes = 5;

// A connection that does not stand after a second leaves time to ask another vendor.
const connectMs = 1_000;

/** Requests to one vendor. Throws SmsFailure where there is no answer. */
export function openSmsHttp(vendor: string, secrets: readonly string[], { observe }: VendorDeps): VendorHttp {
  const http = createVendorHttp({ vendor, secrets, observe, send: createOwnConnections(connectMs) });
  return async (request, signal) => {
    try {
      return await http(request, signal);
    } catch (error) {
      if (!(error instanceof VendorUnreachable)) throw error;
      const verdict = { reason: 'unavailable', concerns: 'vendor', mayHaveBeenSent: error.mayHaveArrived } as const;
      throw new SmsFailure(vendor, verdict, { words: error.message, cause: error.cause });
    }
  };
}
