import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { gone, type RequestWatch, unknownRoute } from '../http/exchange.ts';

/** One line for each request, or for each that failed: the route's pattern, and nothing that a caller sent. */
export function createAccessLog(logger: Logger, which: Exclude<Config['accessLog'], 'off'>): RequestWatch {
  return {
    begin() {},
    end({ requestId, contract, method, route, startedAt, error }, status) {
      if (which === 'failures' && !error && status !== gone && status < 400) return;
      const durationMs = Math.round(performance.now() - startedAt);
      logger.info(
        { requestId, contract, method, route, status, durationMs, ...(error && { code: error.code }) },
        'request',
      );
    },
    refuse({ contract, method, status, error }) {
      logger.info({ contract, method, route: unknownRoute, status, code: error.code }, 'request');
    },
  };
}

/** Tells all of them. */
export function watchWithAll(watches: readonly RequestWatch[]): RequestWatch {
  const [only] = watches;
  if (only && watches.length === 1) return only;
  return {
    begin(exchange, traceparent) {
      for (const watch of watches) watch.begin(exchange, traceparent);
    },
    end(exchange, status) {
      for (const watch of watches) watch.end(exchange, status);
    },
    refuse(refused) {
      for (const watch of watches) watch.refuse(refused);
    },
  };
}
