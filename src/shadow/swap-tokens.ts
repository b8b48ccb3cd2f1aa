import type { RawHeaders } from './passed-headers.ts';
import type { Swap } from './routing.ts';

/** The headers with each token in place of the one that it stands in for, wherever that is. */
export function swapInHeaders(headers: RawHeaders, swaps: readonly Swap[]): RawHeaders {
  if (swaps.length === 0) return headers;
  return headers.map((text, index) => (index % 2 === 1 ? swapIn(text, swaps) : text));
}

/** The body, and the headers with its new length. Tokens are letters, digits and `-_.`: written alike in every encoding. */
export function swapInBody(
  body: Buffer,
  headers: RawHeaders,
  swaps: readonly Swap[],
): { body: Buffer; headers: RawHeaders } {
  if (swaps.length === 0) return { body, headers };
  // Byte by byte, so that what is no UTF-8 stays as it is.
  const swapped = Buffer.from(swapIn(body.toString('latin1'), swaps), 'latin1');
  const length = String(swapped.length);
  const withLength = headers.map((text, index) =>
    index % 2 === 1 && headers[index - 1]?.toLowerCase() === 'content-length' ? length : text,
  );
  return { body: swapped, headers: withLength };
}

function swapIn(text: string, swaps: readonly Swap[]): string {
  return swaps.reduce((result, { from, to }) => result.replaceAll(from, () => to), text);
}
