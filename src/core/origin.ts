import { AsyncLocalStorage } from 'node:async_hooks';

/** A place in a trace, as W3C Trace Context names it. */
export interface TraceLink {
  traceId: string;
  spanId: string;
  /** 1: sampled. */
  traceFlags: number;
}

/** What a piece of work is done for: the request that asked, whoever does it and however late. */
export interface Origin {
  requestId: string;
  /** The span that what is done now belongs to; undefined where nothing is traced. */
  trace?: TraceLink | undefined;
}

const origins = new AsyncLocalStorage<Origin | undefined>();

/** Does `work`, and all that it begins, for this origin; undefined: for nobody. */
export function runFor<T>(origin: Origin | undefined, work: () => T): T {
  return origins.run(origin, work);
}

/** What the work of this moment is done for; undefined for what the server does by itself. */
export function currentOrigin(): Origin | undefined {
  return origins.getStore();
}
