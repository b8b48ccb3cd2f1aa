import type { TraceLink } from '../core/origin.ts';

// Version 00, and later ones as far as this one reads them (W3C Trace Context §3.2).
const shape = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** The place in a caller's trace; undefined for what is none. */
export function readTraceparent(text: string | undefined): TraceLink | undefined {
  const [, version = 'ff', traceId = '', spanId = '', flags = '', more] = shape.exec(text ?? '') ?? [];
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
